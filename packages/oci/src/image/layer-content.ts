import { gunzipStream, zstdStream } from '@nacre/archive'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { type LayerCompression, layerCompression } from '../model/media-type.ts'
import type { PlaceOptions, Source } from '../places/place.ts'

/** Options of {@link openLayer}. */
export interface OpenLayerOptions extends PlaceOptions {
  /** Most bytes of plain tar. Default 64 GiB. */
  readonly limit?: number
}

const defaultLimit = 64 * 1024 ** 3

/**
 * The plain tar of a layer, whatever it is packed in. The packed bytes are verified against the descriptor while they
 * stream. What packs them is told by their first bytes, as containerd does, because old images announce it wrongly.
 *
 * @throws OciError `ERR_OCI_LAYER_UNSUPPORTED` for a media type that is no tar layer, and what {@link Source.read} throws
 * @throws ArchiveError for broken gzip or zstd, and beyond `limit`
 */
export async function* openLayer(
  source: Source,
  descriptor: Descriptor,
  options: OpenLayerOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  if (layerCompression(descriptor.mediaType) === undefined) {
    throw new OciError(
      'ERR_OCI_LAYER_UNSUPPORTED',
      `Opening the layer ${descriptor.digest}: ${descriptor.mediaType} is no tar layer; read its bytes from the place instead`,
      { details: { digest: descriptor.digest, mediaType: descriptor.mediaType } },
    )
  }
  const signal = options.signal === undefined ? {} : { signal: options.signal }
  yield* unpacked(source.read(descriptor, signal), options.limit ?? defaultLimit)
}

/** Plain bytes of a stream that may be gzip, zstd, or neither. */
export async function* unpacked(packed: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  const iterator = packed[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let length = 0
  while (length < 4) {
    const step = await iterator.next()
    if (step.done) break
    head.push(step.value)
    length += step.value.length
  }
  const whole = replay(head, iterator)
  const compression = sniffCompression(head)
  if (compression === 'gzip') yield* gunzipStream(whole, { limit })
  else if (compression === 'zstd') yield* zstdStream(whole, { limit })
  else yield* whole
}

/** How bytes are packed, by their first four: gzip (RFC 1952 §2.3.1), zstd (RFC 8878 §3.1.1, §3.1.2), or plain. */
export function sniffCompression(head: readonly Uint8Array[]): LayerCompression {
  const [a, b, c, d] = head.flatMap((piece) => [...piece.subarray(0, 4)])
  if (a === 0x1f && b === 0x8b) return 'gzip'
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd'
  if (a !== undefined && (a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) return 'zstd'
  return 'none'
}

async function* replay(head: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* head
    for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value
  } finally {
    await rest.return?.()
  }
}
