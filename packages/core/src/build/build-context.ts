import type { ChunkBuffers, ChunkCompressor } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import type { Bases } from '../base/bases.ts'
import { ImageError } from '../error.ts'
import type { OnBuildEvent } from '../event.ts'
import type { LocalFiles } from '../finish/local-files.ts'
import type { LayeringFunction } from '../layer/strategy.ts'
import type { Profile } from '../profile.ts'

/** How layers are compressed. */
export interface Compression {
  readonly codec: 'gzip' | 'zstd' | 'none'
  /**
   * Level of the codec, 1 to 9 for gzip and 1 to 22 for zstd; default 4 for gzip, 3 for zstd. With gzip, files of 128 KiB and more take over
   * what their package has compressed already, at whatever level that was.
   */
  readonly level?: number
}

// 127 MB of packages at level 4, 5 and 6: 45.9, 44.7 and 44.4 MB in 1.3, 1.8 and 2.4 s of one core.
const DEFAULT_LEVELS: Readonly<Record<Compression['codec'], number>> = { gzip: 4, zstd: 3, none: 0 }

/**
 * The same with its level, so that a name for what comes out can be made of it.
 *
 * @throws ImageError `ERR_IMAGE_COMPRESSION` for another codec
 */
export function withLevel({ codec, level }: Compression): Required<Compression> {
  if (Object.hasOwn(DEFAULT_LEVELS, codec)) return { codec, level: level ?? DEFAULT_LEVELS[codec] }
  throw new ImageError(
    'ERR_IMAGE_COMPRESSION',
    `Choosing how layers are compressed: there is no codec "${String(codec)}". Use one of ${Object.keys(DEFAULT_LEVELS).join(', ')}.`,
    { details: { codec } },
  )
}

/** Bounds how much is done at one time. */
export interface BuildSlots {
  /** For a package that is fetched, and expanded then. */
  fetch<T>(work: () => Promise<T>): Promise<T>
  /** For a package that is expanded, which takes memory. */
  expand<T>(work: () => Promise<T>): Promise<T>
}

/** What every stage of one build shares. */
export interface BuildContext {
  readonly profile: Profile
  readonly compression: Required<Compression>
  /** Keeps expanded packages and layers between builds; nothing is kept where there is none. */
  readonly cache: Store | undefined
  /** Keeps compressed chunks at least as long as the built image is used. */
  readonly store: Store
  /** Compresses chunks by {@link BuildContext.compression}. */
  readonly compressor: ChunkCompressor
  /** Memory for chunks. */
  readonly buffers: ChunkBuffers
  /** How much is done at one time, of all architectures together. */
  readonly slots: BuildSlots
  /** Makes the tree of an image even where its layers are known. */
  readonly tree: boolean
  /** The date that was asked for, in seconds since 1970. */
  readonly requestedEpoch: number | undefined
  /** Files of this machine that the definition names. */
  readonly local: LocalFiles
  /** The images that are built upon. */
  readonly bases: Bases
  /** Spreads packages over layers, where the definition asks for a function of its own. */
  readonly layering: LayeringFunction | undefined
  readonly signal?: AbortSignal
  readonly onEvent?: OnBuildEvent
}
