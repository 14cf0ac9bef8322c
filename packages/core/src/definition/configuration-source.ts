import type { ImageDefinition } from './definition.ts'

/** The configuration file that a definition was read from. */
export interface ConfigurationSource {
  /** The path as it was given. */
  readonly name: string
  /** `sha256-` and base64 over the bytes of the file and of all that it includes. */
  readonly checksum: string
  /** What the file says, before anything was added to it. */
  readonly definition: ImageDefinition
}
