import type { Digest } from './digest.ts'

/** Platform of an image (image-spec v1.1, image-index.md, `platform`). */
export interface Platform {
  readonly architecture: string
  readonly os: string
  readonly 'os.version'?: string
  readonly 'os.features'?: readonly string[]
  readonly variant?: string
  readonly features?: readonly string[]
}

/** Names a piece of content: what it is, how long, and its hash (image-spec v1.1, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string
  /** Length of the content in bytes. */
  readonly size: number
  readonly digest: Digest
  /** The content itself, base64, when it is small enough to travel along. */
  readonly data?: string
  readonly urls?: readonly string[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: Platform
  readonly artifactType?: string
}
