import type { Store } from '@nacre/archive/store'
import type { Bases } from '../base/bases.ts'
import type { OnBuildEvent } from '../event.ts'
import type { LayeringFunction } from '../layer/strategy.ts'
import type { Profile } from '../profile.ts'

/** How layers are compressed. */
export interface Compression {
  readonly codec: 'gzip' | 'zstd' | 'none'
  /** Level of the codec; default 6 for gzip, 3 for zstd. */
  readonly level?: number
}

/** What every stage of one build shares. */
export interface BuildContext {
  readonly profile: Profile
  readonly compression: Compression
  /** Keeps expanded packages and layers between builds; nothing is kept where there is none. */
  readonly cache: Store | undefined
  /** Keeps compressed chunks at least as long as the built image is used. */
  readonly store: Store
  /** Makes the tree of an image even where its layers are known. */
  readonly tree: boolean
  /** The date that was asked for, in seconds since 1970. */
  readonly requestedEpoch: number | undefined
  /** The images that are built upon. */
  readonly bases: Bases
  /** Spreads packages over layers, where the definition asks for a function of its own. */
  readonly layering: LayeringFunction | undefined
  readonly signal?: AbortSignal
  readonly onEvent?: OnBuildEvent
}
