import type { ImageDefinition } from '../definition/definition.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import type { Profile } from '../profile.ts'
import { compareNames } from '../rootfs/path.ts'

/** The supervisor that a service bundle cannot do without. */
const SUPERVISOR = 's6'

/** What a definition asks for: its packages, and what its kind of entrypoint needs. */
export function requestedPackages({ packages, entrypoint }: ImageDefinition): string[] {
  return entrypoint?.type === 'service-bundle' ? [...packages, SUPERVISOR] : [...packages]
}

/** What was asked for, with every package pinned to its version and to the tag that it was asked for under. */
export interface WorldLists {
  /** Lines of `/etc/apk/world`, sorted. */
  readonly world: readonly string[]
  /** Packages as the definition that is left in an image names them. */
  readonly locked: readonly string[]
}

/** The lists of packages that an image carries. */
export function worldLists(
  definition: ImageDefinition,
  planned: readonly Pick<PlannedPackage, 'name' | 'version'>[],
  profile: Profile,
): WorldLists {
  const requested = requestedPackages(definition)
  const pins = new Map(requested.map((text) => [nameOf(text), pinOf(text)]))
  const pinned = planned.map(({ name, version }) => `${name}=${version}${pins.get(name) ?? ''}`)
  // apko adds the supervisor again to what it locked.
  const further = requested.slice(definition.packages.length)
  const locked = [...sorted(pinned), ...further]
  return { world: sorted(profile.world === 'locked' ? locked : requested), locked }
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compareNames)
}

function nameOf(text: string): string {
  return /^[^=<>~@]*/.exec(text)![0]
}

function pinOf(text: string): string {
  const at = text.indexOf('@')
  return at < 0 ? '' : text.slice(at)
}
