import type { Descriptor } from '../model/descriptor.ts'

/** Options that every verb of a place takes. */
export interface PlaceOptions {
  readonly signal?: AbortSignal
}

/** Options of {@link Source.referrers}. */
export interface ReferrersOptions extends PlaceOptions {
  /** Only referrers of this type. */
  readonly artifactType?: string
}

/** What refers to a manifest, and how that was found out. */
export interface Referrers {
  readonly manifests: readonly Descriptor[]
  /**
   * `api`: the registry's referrers endpoint; `tag-schema`: the fallback tag `sha256-<hex>` (distribution-spec v1.1,
   * "Referrers Tag Schema"); `index`: the place looked through the manifests it holds.
   */
  readonly via: 'api' | 'tag-schema' | 'index'
}

/** Options of {@link Place.write}. */
export interface WriteOptions extends PlaceOptions {
  /** Called with the count of bytes written so far; may start again from zero after a retry. */
  readonly onProgress?: (bytes: number) => void
}

/** A place that can be read: memory, a layout folder, a docker archive, a registry. */
export interface Source {
  /**
   * The manifest that a tag, digest or name points to.
   *
   * @throws OciError `ERR_OCI_NOT_FOUND`
   */
  resolve(reference: string, options?: PlaceOptions): Promise<Descriptor>

  /** True when the content can be read here. */
  has(descriptor: Descriptor, options?: PlaceOptions): Promise<boolean>

  /**
   * The bytes of a blob or manifest, checked against size and digest while they stream: an iteration that ends
   * without an error has delivered exactly what the descriptor names.
   *
   * @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_DIGEST_MISMATCH`, `ERR_OCI_SIZE_MISMATCH`
   */
  read(descriptor: Descriptor, options?: PlaceOptions): AsyncIterable<Uint8Array>

  /** Manifests whose `subject` is the given one. */
  referrers(subject: Descriptor, options?: ReferrersOptions): Promise<Referrers>

  /** All tags, sorted. */
  tags(options?: PlaceOptions): Promise<string[]>

  /**
   * Writes a blob into a new file without moving its bytes through this process, verified. False where that cannot be done:
   * read it then.
   */
  copyTo?(descriptor: Descriptor, file: string, options?: PlaceOptions): Promise<boolean>

  /** Where the bytes of a blob really lie, for a source that draws on others: lets a registry mount instead of copy. */
  origin?(descriptor: Descriptor): Promise<Source>
}

/** A place that can also be written. */
export interface Place extends Source {
  /**
   * Stores a blob or manifest (its media type says which). Verified, atomic, idempotent: after an error nothing is
   * visible under the digest. `content` may be opened again to retry.
   */
  write(
    descriptor: Descriptor,
    content: () => AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<'written' | 'present'>

  /**
   * Points a tag at a manifest that the place already holds. A digest as reference keeps the manifest without a name.
   *
   * @throws OciError `ERR_OCI_NOT_FOUND` when it does not.
   */
  tag(descriptor: Descriptor, reference: string, options?: PlaceOptions): Promise<void>

  /** Removes a tag, or, given a descriptor, the content itself. Absent where the place cannot. */
  delete?(target: Descriptor | string, options?: PlaceOptions): Promise<void>

  /**
   * Takes a blob over from another place without moving its bytes through here, when it can (a registry's cross
   * repository mount). True when the blob is now held; false says: send it.
   */
  mount?(descriptor: Descriptor, from: Source, options?: PlaceOptions): Promise<boolean>
}
