import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import type { ModelLimits } from '../model/fault.ts'
import type { ImageConfig } from '../model/image-config.ts'
import type { ImageIndex, Manifest } from '../model/manifest.ts'
import { isIndexType, isManifestType } from '../model/media-type.ts'
import { parseConfig, parseIndex, parseManifest } from '../model/parse.ts'
import type { PlaceOptions, Source } from './place.ts'

/** Options of the readers of whole documents. */
export interface DocumentOptions extends PlaceOptions {
  readonly limits?: ModelLimits
}

const defaultBytes = 4 * 1024 * 1024

/**
 * The whole content of a small blob or manifest, verified.
 *
 * @throws OciError `ERR_OCI_LIMIT` when it is larger than `limits.bytes` (default 4 MiB), and what {@link Source.read} throws
 */
export async function readBytes(
  source: Source,
  descriptor: Descriptor,
  options: DocumentOptions = {},
): Promise<Uint8Array> {
  const max = options.limits?.bytes ?? defaultBytes
  if (descriptor.size > max) {
    throw new OciError(
      'ERR_OCI_LIMIT',
      `Reading ${descriptor.digest} (${descriptor.mediaType}): it has ${descriptor.size} bytes, more than the limit of ${max}; raise limits.bytes if this is meant`,
      { details: { limit: 'bytes', max, met: descriptor.size, digest: descriptor.digest } },
    )
  }
  const bytes = new Uint8Array(descriptor.size)
  let at = 0
  for await (const piece of source.read(descriptor, pick(options))) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/** Reads an image manifest from a place. @throws OciError as {@link parseManifest} and {@link Source.read} */
export async function readManifest(
  source: Source,
  descriptor: Descriptor,
  options: DocumentOptions = {},
): Promise<Manifest> {
  return agreeing(descriptor, parseManifest(await readBytes(source, descriptor, options), options))
}

/** Reads an image index from a place. @throws OciError as {@link parseIndex} and {@link Source.read} */
export async function readIndex(
  source: Source,
  descriptor: Descriptor,
  options: DocumentOptions = {},
): Promise<ImageIndex> {
  return agreeing(descriptor, parseIndex(await readBytes(source, descriptor, options), options))
}

/** Reads an image configuration from a place. @throws OciError as {@link parseConfig} and {@link Source.read} */
export async function readConfig(
  source: Source,
  descriptor: Descriptor,
  options: DocumentOptions = {},
): Promise<ImageConfig> {
  return parseConfig(await readBytes(source, descriptor, options), options)
}

// image-spec v1.1, manifest.md: "mediaType ... MUST match" what the descriptor says (CVE-2021-41190).
function agreeing<T extends Manifest | ImageIndex>(descriptor: Descriptor, document: T): T {
  if (document.mediaType === undefined || document.mediaType === descriptor.mediaType) return document
  throw new OciError(
    'ERR_OCI_MEDIA_TYPE_MISMATCH',
    `Reading ${descriptor.digest}: the descriptor says ${descriptor.mediaType}, the document says ${document.mediaType}; do not trust it, get the image from another source`,
    { details: { digest: descriptor.digest, descriptor: descriptor.mediaType, document: document.mediaType } },
  )
}

/** What a manifest or index points to and cannot do without; `subject` is not among it. None for blobs. */
export function children(descriptor: Descriptor, bytes: Uint8Array, options: DocumentOptions = {}): Descriptor[] {
  if (isManifestType(descriptor.mediaType)) {
    const manifest = agreeing(descriptor, parseManifest(bytes, options))
    return [manifest.config, ...manifest.layers]
  }
  if (isIndexType(descriptor.mediaType)) return [...agreeing(descriptor, parseIndex(bytes, options)).manifests]
  return []
}

function pick(options: PlaceOptions): PlaceOptions {
  return options.signal === undefined ? {} : { signal: options.signal }
}
