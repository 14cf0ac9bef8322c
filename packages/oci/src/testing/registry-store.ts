import type { Digest } from '../model/digest.ts'

/** A manifest as it was put: its media type and its exact bytes. */
export interface StoredManifest {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** A blob upload in progress: the parts received so far, in order. */
export interface StoredUpload {
  readonly id: string
  readonly parts: Uint8Array[]
  received: number
}

/** Everything one repository holds. */
export interface StoredRepository {
  readonly blobs: Map<Digest, Uint8Array>
  readonly manifests: Map<Digest, StoredManifest>
  readonly tags: Map<string, Digest>
  readonly uploads: Map<string, StoredUpload>
}

/** Repositories by name. A repository comes into being when something is first put into it. */
export class RegistryStore {
  readonly repositories: Map<string, StoredRepository> = new Map()

  /** The repository, made when it is not there yet. */
  open(name: string): StoredRepository {
    const known = this.repositories.get(name)
    if (known) return known
    const made: StoredRepository = { blobs: new Map(), manifests: new Map(), tags: new Map(), uploads: new Map() }
    this.repositories.set(name, made)
    return made
  }

  /** The repository, or undefined when nothing was ever put into it. */
  find(name: string): StoredRepository | undefined {
    return this.repositories.get(name)
  }
}
