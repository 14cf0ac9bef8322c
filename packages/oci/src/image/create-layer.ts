import { digestOf, gzip, zstd } from '@nacre/archive'
import type { Descriptor } from '../model/descriptor.ts'
import type { Digest } from '../model/digest.ts'
import type { History } from '../model/image-config.ts'
import { type LayerCompression, mediaTypes } from '../model/media-type.ts'
import type { OpenContent } from '../places/memory-place.ts'

/** A layer that can be added to an image. */
export interface NewLayer {
  readonly descriptor: Descriptor
  /** Digest of the plain tar. */
  readonly diffId: Digest
  /** Opens the packed bytes. Left out when the place of the base holds them already. */
  readonly open?: OpenContent
  /** How it came to be; goes into the config. Default: an empty entry. */
  readonly history?: History
}

/** Options of {@link createLayer}. */
export interface CreateLayerOptions {
  /** Default `gzip`. */
  readonly compression?: LayerCompression
  /** Level of gzip (default 6) or zstd (default 3). */
  readonly level?: number
  readonly history?: History
  readonly annotations?: Readonly<Record<string, string>>
}

/**
 * Packs a plain tar that is in memory into a layer. Same bytes in, same bytes out, on every machine.
 *
 * @throws ArchiveError for a level out of range, or zstd where the runtime has none
 */
export async function createLayer(tar: Uint8Array, options: CreateLayerOptions = {}): Promise<NewLayer> {
  const compression = options.compression ?? 'gzip'
  const level = options.level === undefined ? {} : { level: options.level }
  const packed = compression === 'gzip' ? await gzip(tar, level) : compression === 'zstd' ? await zstd(tar, level) : tar
  const { annotations, history } = options
  return {
    descriptor: {
      mediaType: layerTypes[compression],
      size: packed.length,
      digest: digestOf(packed),
      ...(annotations === undefined ? {} : { annotations }),
    },
    diffId: digestOf(tar),
    open: () => packed,
    ...(history === undefined ? {} : { history }),
  }
}

const layerTypes = {
  gzip: mediaTypes.ociLayerGzip,
  zstd: mediaTypes.ociLayerZstd,
  none: mediaTypes.ociLayer,
} as const
