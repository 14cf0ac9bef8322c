import type { ArchitectureDifference } from '@nacre/apk'
import { type Edge, type IndexRecord, type Solution, type SolvedPackage, why } from '@nacre/apk/model'
import { digestOf } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import { requestedPackages } from '../install/world.ts'
import { profiles } from '../profile.ts'
import { VERSION } from '../version.ts'
import type { PlanInput } from './plan-input.ts'

/** What was resolved, by everything that it depends on; the number changes with the form of the JSON. */
const PLANS = 'plan-1'

/** What one architecture was resolved from. */
export interface OfferRevision {
  readonly arch: string
  readonly repositories: readonly { readonly name: string; readonly tag?: string; readonly revision: string }[]
  /** Keys that verified the indexes, PEM by name. */
  readonly keys: ReadonlyMap<string, string>
}

/** What was resolved for one architecture, without the repositories. */
export interface ResolvedArchitecture {
  readonly solution: Solution
  /** What to install, in order. */
  readonly packages: readonly Pick<SolvedPackage, 'name' | 'version' | 'record' | 'repository' | 'tag'>[]
  /** Records of each index. */
  readonly records: readonly number[]
}

/** What was resolved for all architectures. */
export interface ResolvedPlan {
  readonly architectures: readonly ResolvedArchitecture[]
  readonly differences: readonly ArchitectureDifference[]
}

interface KeptArchitecture {
  readonly solution: Omit<Solution, 'find' | 'why' | 'graph' | 'packages'>
  /** How many of the packages below are the solution's; further ones only stand in another repository. */
  readonly count: number
  readonly solved: readonly Omit<SolvedPackage, 'name' | 'version'>[]
  /** Position among the solved packages, repository and tag. */
  readonly packages: readonly (readonly [position: number, repository: number, tag?: string])[]
  readonly records: readonly number[]
  /** Further names by which a package is found, and its position. */
  readonly provided: Readonly<Record<string, number>>
}

/** A name for what comes out of resolving: the same key, the same plan. */
export function planKey(
  { definition }: PlanInput,
  mayDiffer: boolean | readonly string[],
  offers: readonly OfferRevision[],
): string {
  const text = JSON.stringify({
    version: VERSION,
    resolver: profiles[definition.profile].resolver,
    world: profiles[definition.profile].world,
    asked: requestedPackages(definition),
    packages: definition.packages,
    mayDiffer,
    offers: offers.map(({ arch, repositories, keys }) => [arch, repositories, [...keys]]),
  })
  return digestOf(new TextEncoder().encode(text))
}

/** What was resolved before by the same key; its records are those that the indexes had, every index verified then. */
export async function findPlan(key: string, store: Store): Promise<ResolvedPlan | undefined> {
  const bytes = await store.get(PLANS, key)
  if (bytes === undefined) return undefined
  const { architectures, differences } = JSON.parse(new TextDecoder().decode(bytes)) as {
    architectures: KeptArchitecture[]
    differences: ArchitectureDifference[]
  }
  return { architectures: architectures.map(restored), differences }
}

/** Remembers what was resolved. */
export async function keepPlan(key: string, plan: ResolvedPlan, store: Store): Promise<void> {
  const kept = { architectures: plan.architectures.map(keptForm), differences: plan.differences }
  await store.put(PLANS, key, new TextEncoder().encode(JSON.stringify(kept)))
}

function keptForm({ solution, packages, records }: ResolvedArchitecture): KeptArchitecture {
  const { arch, world, greedy, leftOut, packages: solved, find } = solution
  const positions = new Map(solved.map(({ record }, position) => [record, position]))
  const all = [...solved]
  const positionOf = (one: (typeof packages)[number]): number => {
    const position = positions.get(one.record) ?? all.length
    if (position === all.length) {
      positions.set(one.record, position)
      all.push({ ...one, repositoryName: '', reasons: [] })
    }
    return position
  }
  const rows = packages.map((one): KeptArchitecture['packages'][number] =>
    one.tag === undefined ? [positionOf(one), one.repository] : [positionOf(one), one.repository, one.tag],
  )
  // Most of them are asked for often.
  const texts = new Set<string>()
  for (const { record, reasons } of solved) {
    for (const text of record.provides) texts.add(text)
    for (const { requirement } of reasons) texts.add(requirement)
  }
  const provided: Record<string, number> = {}
  for (const name of new Set([...texts].map(nameOf))) {
    const found = find(name)
    if (found !== undefined && found.name !== name) provided[name] = positions.get(found.record)!
  }
  return {
    solution: { arch, world, greedy, leftOut },
    count: solved.length,
    solved: all.map(({ name: _name, version: _version, ...one }) => one),
    packages: rows,
    records,
    provided,
  }
}

/** What a package provides may be no expression that can be read; nobody finds it by that then. */
function nameOf(text: string): string {
  return /^!?([^=<>~@]*)/.exec(text)![1]!
}

function restored({ solution, count, solved, packages, records, provided }: KeptArchitecture): ResolvedArchitecture {
  const named = solved.map((one): SolvedPackage => ({ name: one.record.name, version: one.record.version, ...one }))
  const own = named.slice(0, count)
  const byName = new Map(own.map((one) => [one.name, one]))
  const find = (name: string): SolvedPackage | undefined =>
    byName.get(name) ?? (Object.hasOwn(provided, name) ? named[provided[name]!] : undefined)
  return {
    solution: {
      ...solution,
      packages: own,
      get graph(): readonly Edge[] {
        return own.flatMap(({ name, reasons }) => reasons.map((reason): Edge => ({ ...reason, to: name })))
      },
      find,
      why: (name) => why(own, find, name),
    },
    packages: packages.map(([position, repository, tag]) => {
      const { name, version, record }: { name: string; version: string; record: IndexRecord } = named[position]!
      return { name, version, record, repository, ...(tag === undefined ? {} : { tag }) }
    }),
    records,
  }
}
