/** One image of an answer, apart from who made it. */
export interface ImageAnswer {
  readonly platform: { readonly architecture: string; readonly os: string; readonly variant?: string }
  readonly diffIds: readonly string[]
  /** The image config with author, history and diff IDs left out. */
  readonly config: unknown
}

/** What names a blob. */
export interface Descriptor {
  readonly digest: string
  readonly size: number
}

/** What a program made of one configuration. */
export interface Answer {
  readonly images: readonly ImageAnswer[]
  /** Annotations of the index. */
  readonly annotations: Readonly<Record<string, string>>
}

interface Index {
  readonly manifests: readonly (Descriptor & { readonly platform: ImageAnswer['platform'] })[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** The answer that an index and what it leads to hold. */
export async function answerOf(index: Index, read: (blob: Descriptor) => Promise<Buffer>): Promise<Answer> {
  const images: ImageAnswer[] = []
  for (const descriptor of index.manifests) {
    const { platform } = descriptor
    const manifest = JSON.parse((await read(descriptor)).toString()) as { config: Descriptor }
    const { author: _, history: __, rootfs, ...config } = JSON.parse((await read(manifest.config)).toString())
    images.push({ platform, diffIds: rootfs.diff_ids, config })
  }
  return { images, annotations: index.annotations ?? {} }
}
