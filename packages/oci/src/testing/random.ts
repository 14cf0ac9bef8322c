import { createTar, digestOf } from '@nacre/archive'
import { composeImage } from '../image/append-layers.ts'
import { createLayer } from '../image/create-layer.ts'
import type { Image } from '../image/image.ts'
import type { Descriptor, Platform } from '../model/descriptor.ts'
import { encodeIndex } from '../model/encode.ts'
import { type LayerCompression, mediaTypes } from '../model/media-type.ts'
import { type MemoryPlace, memoryPlace } from '../places/memory-place.ts'
import { overlay } from '../places/overlay.ts'
import type { Source } from '../places/place.ts'

/** What a random image looks like. */
export interface RandomImageOptions {
  /** Count of layers. Default 1. */
  readonly layers?: number
  /** Bytes of the one file in each layer. Default 1024. */
  readonly size?: number
  /** The same seed gives the same image. Default 1. */
  readonly seed?: number
  /** Default `linux/amd64`. */
  readonly platform?: Platform
  /** Default `gzip`. */
  readonly compression?: LayerCompression
}

/** A sound image of pseudo-random layers, in memory: the same options give the same digests everywhere. */
export async function randomImage(options: RandomImageOptions = {}): Promise<Image> {
  const { layers: count = 1, size = 1024, seed = 1, compression = 'gzip' } = options
  const platform = options.platform ?? { architecture: 'amd64', os: 'linux' }
  const next = generator(seed)
  const layers = await Promise.all(
    Array.from({ length: count }, (_, at) => {
      const content = randomBytes(size, next)
      const tar = createTar([{ header: { name: `layer-${at}`, mode: 0o644 }, content }])
      return createLayer(tar, { compression, history: { created: epoch, created_by: `random layer ${at}` } })
    }),
  )
  const { architecture, os, variant } = platform
  return composeImage(
    {
      manifest: {
        schemaVersion: 2,
        config: { mediaType: mediaTypes.ociConfig, size: 2, digest: digestOf(new TextEncoder().encode('{}')) },
        layers: layers.map(({ descriptor }) => descriptor),
      },
      config: {
        architecture,
        os,
        created: epoch,
        history: layers.flatMap(({ history }) => (history === undefined ? [] : [history])),
        rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
        config: { Env: [`SEED=${seed}`] },
        ...(variant === undefined ? {} : { variant }),
      },
    },
    layers,
  )
}

const epoch = '1970-01-01T00:00:00Z'

/** An index of random images, one a platform. */
export async function randomIndex(
  platforms: readonly Platform[],
  options: RandomImageOptions = {},
): Promise<{ readonly source: Source; readonly descriptor: Descriptor; readonly images: readonly Image[] }> {
  const images: Image[] = []
  for (const [at, platform] of platforms.entries()) {
    images.push(await randomImage({ ...options, platform, seed: (options.seed ?? 1) * 1000 + at }))
  }
  const bytes = encodeIndex({
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: images.map(({ descriptor }) => descriptor),
  })
  const descriptor: Descriptor = { mediaType: mediaTypes.ociIndex, size: bytes.length, digest: digestOf(bytes) }
  const memory: MemoryPlace = memoryPlace()
  memory.put(descriptor, () => bytes)
  return { source: overlay(memory, ...images.map(({ source }) => source)), descriptor, images }
}

// xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003): period 2^32-1, never zero.
function generator(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x6a09e667) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
}

function randomBytes(size: number, next: () => number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at++) bytes[at] = next() & 0xff
  return bytes
}
