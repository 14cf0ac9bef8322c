import { apkoBaseRecords } from '../base/apko-records.ts'
import type { Base } from '../base/base.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import type { ArchitecturePlan } from '../plan/plan.ts'
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
  plan: Pick<ArchitecturePlan, 'locked' | 'packages' | 'solution' | 'pinned'>,
  profile: Profile,
  base?: Base,
): WorldLists {
  const requested = requestedPackages(definition)
  const below = baseWorld(base, profile)
  const names = new Set(profile.baseTree === 'forgotten' ? below.map(nameOf) : [])
  // What was resolved first is what was asked for the second time.
  const resolved: readonly Pinned[] = plan.locked ? plan.packages : plan.solution.packages
  const named = resolved.filter(({ name }) => !names.has(name))
  const locked = plan.pinned ?? lockedPackages(definition, named)
  return { world: sorted([...below, ...(profile.world === 'locked' ? locked : requested)]), locked }
}

/** What a definition asks for with every package that was resolved pinned to its version and tag. */
export function lockedPackages(definition: ImageDefinition, resolved: readonly Pinned[]): string[] {
  const requested = requestedPackages(definition)
  const pins = new Map(requested.map((text) => [nameOf(text), pinOf(text)]))
  const pinned = resolved.map(({ name, version }) => `${name}=${version}${pins.get(name) ?? ''}`)
  // apko adds the supervisor again to what it locked.
  return [...sorted(pinned), ...requested.slice(definition.packages.length)]
}

type Pinned = Pick<PlannedPackage, 'name' | 'version'>

// What the base asks for: its own world, or, where its tree is forgotten, each of its packages.
function baseWorld(base: Base | undefined, profile: Profile): string[] {
  if (base === undefined) return []
  if (profile.baseTree === 'known') return base.world.split('\n').filter((line) => line !== '')
  return apkoBaseRecords(base.installedText).map(({ name, version }) => `${name}=${version}`)
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
