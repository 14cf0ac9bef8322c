import type { Digest } from '../model/digest.ts'

/** What a manifest points at, read as loosely as registries read. */
export interface ManifestLinks {
  readonly mediaType?: string
  readonly artifactType?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly subject?: Digest
  /** Config and layers, without those kept elsewhere (`urls`). */
  readonly blobs: readonly Digest[]
  /** Members of an index. */
  readonly manifests: readonly Digest[]
}

interface LooseDescriptor {
  readonly digest: Digest
  readonly mediaType?: string
  readonly urls?: readonly string[]
}

interface LooseManifest {
  readonly mediaType?: string
  readonly artifactType?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly subject?: LooseDescriptor
  readonly config?: LooseDescriptor
  readonly layers?: readonly LooseDescriptor[]
  readonly manifests?: readonly LooseDescriptor[]
}

/** Reads what a manifest refers to; undefined when the bytes are not a JSON object. */
export function readLinks(bytes: Uint8Array): ManifestLinks | undefined {
  const manifest = readLoosely(bytes)
  if (!manifest) return undefined
  const content = [...(manifest.config ? [manifest.config] : []), ...(manifest.layers ?? [])]
  // distribution-spec v1.1, "Listing Referrers": an image manifest without artifactType answers with its config's type.
  const artifactType = manifest.artifactType ?? manifest.config?.mediaType
  return {
    ...(manifest.mediaType === undefined ? {} : { mediaType: manifest.mediaType }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(manifest.annotations === undefined ? {} : { annotations: manifest.annotations }),
    ...(manifest.subject === undefined ? {} : { subject: manifest.subject.digest }),
    blobs: content.filter((descriptor) => !descriptor.urls?.length).map((descriptor) => descriptor.digest),
    manifests: (manifest.manifests ?? []).map((descriptor) => descriptor.digest),
  }
}

function readLoosely(bytes: Uint8Array): LooseManifest | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
