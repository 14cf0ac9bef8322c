import type { Descriptor } from './descriptor.ts'

/**
 * Image manifest (image-spec v1.1, manifest.md), or Docker's of schema 2. An artifact is one with `artifactType`,
 * and with `subject` when it says something about another manifest.
 */
export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType?: string
  readonly artifactType?: string
  readonly config: Descriptor
  /** Oldest first. */
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly subject?: Descriptor
}

/** Image index (image-spec v1.1, image-index.md), or Docker's manifest list. */
export interface ImageIndex {
  readonly schemaVersion: 2
  readonly mediaType?: string
  readonly artifactType?: string
  readonly manifests: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly subject?: Descriptor
}
