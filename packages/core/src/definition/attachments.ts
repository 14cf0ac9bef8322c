import type { Repository } from '@nacre/apk'
import type { LayeringFunction } from '../layer/strategy.ts'
import type { ConfigurationSource } from './configuration-source.ts'

/** Live objects that a definition refers to by name; they are not part of its JSON. */
export interface Attachments {
  /** Repositories that were handed over as objects, by the line (`@tag location`) that the definition knows them under. */
  readonly repositories: ReadonlyMap<string, Repository>
  /** The function behind the layering strategy `custom`. */
  readonly layering?: LayeringFunction
  /** Where the definition was read from; absent for one that was written as code. */
  readonly source?: ConfigurationSource
}
