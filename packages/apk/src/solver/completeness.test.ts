import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDependency } from '../dependency/dependency.ts'
import { matchesVersion } from '../dependency/satisfies.ts'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { solve } from './solve.ts'
import { prepare } from './tables.ts'
import { verify } from './verify.ts'
import { readWorld } from './world.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const VIRTUALS = ['v', 'w']

const anyName = fc.constantFrom(...NAMES, ...VIRTUALS)
const operator = fc.constantFrom('', '', '', '=1', '=2', '>1', '<3', '>=2', '<2', '~1')
const requirement = fc
  .tuple(fc.constantFrom('', '', '', '', '!'), anyName, operator)
  .map(([bang, name, constraint]) => `${bang}${name}${constraint}`)
const provision = fc
  .tuple(fc.constantFrom(...VIRTUALS, 'a', 'b'), fc.constantFrom('', '=1', '=2'))
  .map((parts) => parts.join(''))

const record = fc.record({
  name: fc.constantFrom(...NAMES),
  version: fc.constantFrom('1', '2', '3'),
  depends: fc.array(requirement, { maxLength: 3 }),
  provides: fc.array(provision, { maxLength: 2 }),
  installIf: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(requirement, { minLength: 1, maxLength: 2 }) },
  ),
  providerPriority: fc.constantFrom(0, 0, 10),
})

const index = fc
  .array(record, { maxLength: 14 })
  .map((list) => list.filter((a, i) => list.findIndex((b) => a.name === b.name && a.version === b.version) === i))
  .map((list) => list.map((partial, i) => complete(partial, i)))
const world = fc.array(requirement, { minLength: 1, maxLength: 3 })

describe('the solver against an enumeration of all sets of packages', () => {
  test('it finds a solution exactly when one exists, and what it finds is one', () => {
    fc.assert(
      fc.property(index, world, (records, entries) => {
        const repositories = [{ name: 'random', records }]
        const expected = isSolvable(records, entries)
        const tables = prepare({ repositories, arch: 'x86_64' })
        let packages: readonly { record: IndexRecord }[] | undefined
        try {
          packages = solve({ world: entries, repositories, arch: 'x86_64' }).packages
        } catch (error) {
          if (!(error instanceof ApkError) || error.code !== 'ERR_APK_UNSOLVABLE') throw error
        }
        expect(packages !== undefined).toBe(expected)
        if (packages === undefined) return
        const chosen = packages.map((solved) => tables.candidate(0, records.indexOf(solved.record))!)
        expect(verify(tables, readWorld(tables, entries), chosen)).toEqual([])
      }),
      { numRuns: 5000 },
    )
  })
})

function complete(
  partial: Pick<IndexRecord, 'name' | 'version' | 'depends' | 'provides' | 'providerPriority'> & {
    installIf: readonly string[] | undefined
  },
  i: number,
): IndexRecord {
  return {
    checksum: `Q1${i}`,
    size: 1,
    installedSize: 1,
    description: '',
    url: '',
    license: '',
    origin: '',
    maintainer: '',
    buildTime: 0,
    commit: '',

    ...partial,
    installIf: [...(partial.installIf ?? [])],
  }
}

/**
 * The rules once more, over bit sets of records. A solution is a set in which nothing excludes anything, every requirement is
 * met, and everything is reached from the world by requirements or `install_if`. What provides a name without version and
 * without priority meets a requirement only when something asks for the package itself, or, except for the world, pulls it in.
 */
function isSolvable(records: readonly IndexRecord[], entries: readonly string[]): boolean {
  const demands = entries.map((text) => demand(records, text, -1))
  const depends = records.map((owner, i) => owner.depends.map((text) => demand(records, text, i)))
  const conditions = records.map((owner, i) => owner.installIf.map((text) => demand(records, text, i)))
  const excluded = records.map((_, i) => exclusions(records, i) | union(depends[i]!.filter((d) => d.conflict)))
  const allowed = ~union(demands.filter((d) => d.conflict))

  const holds = (set: number): boolean => {
    const { founded, askedFor, pulledIn } = foundation(set)
    const met = (d: Demand, standIns: number): boolean =>
      d.conflict || (d.strong & set) !== 0 || (d.any & standIns) !== 0
    return (
      founded === set &&
      demands.every((d) => met(d, askedFor)) &&
      members(set).every((i) => depends[i]!.every((d) => met(d, askedFor | pulledIn | (1 << i))))
    )
  }
  const foundation = (set: number): { founded: number; askedFor: number; pulledIn: number } => {
    const askedFor =
      [...demands, ...members(set).flatMap((i) => depends[i]!)].reduce(
        (mask, d) => mask | (d.conflict ? 0 : d.strong),
        0,
      ) & set
    let founded = 0
    let pulledIn = 0
    for (;;) {
      const before = founded
      for (const d of [...demands, ...members(founded).flatMap((i) => depends[i]!)]) {
        if (!d.conflict) founded |= (d.strong & set) | (d.any & askedFor)
      }
      for (const i of members(set)) {
        const met = conditions[i]!.every((d) => (d.conflict ? (d.any & set) === 0 : (d.any & founded) !== 0))
        if (met && conditions[i]!.some((d) => !d.conflict)) pulledIn |= 1 << i
      }
      founded |= pulledIn
      if (founded === before) return { founded, askedFor, pulledIn }
    }
  }
  const extend = (set: number, next: number): boolean => {
    if (next === records.length) return holds(set)
    if (extend(set, next + 1)) return true
    const bit = 1 << next
    if ((allowed & bit) === 0 || (excluded[next]! & (set | bit)) !== 0) return false
    if (members(set).some((i) => (excluded[i]! & bit) !== 0)) return false
    return extend(set | bit, next + 1)
  }
  return extend(0, 0)
}

/** Who meets an expression; `strong` are those that may be taken for its sake alone. */
interface Demand {
  readonly conflict: boolean
  readonly any: number
  readonly strong: number
}

function demand(records: readonly IndexRecord[], text: string, by: number): Demand {
  const { name, op, version, conflict } = parseDependency(text)
  let any = 0
  let strong = 0
  records.forEach((candidate, i) => {
    if (conflict && i === by) return
    for (const [provided, as] of names(candidate)) {
      if (provided !== name || (op !== undefined && !matchesVersion(as, op, version ?? ''))) continue
      any |= 1 << i
      if (as !== '' || candidate.providerPriority > 0) strong |= 1 << i
    }
  })
  return { conflict, any, strong }
}

function exclusions(records: readonly IndexRecord[], i: number): number {
  let mask = 0
  const mine = names(records[i]!)
  records.forEach((other, j) => {
    names(other).forEach(([name, version], at) => {
      const clash = mine.some(
        ([own, as], mineAt) => own === name && (as !== '' || version !== '') && (i !== j || at !== mineAt),
      )
      if (clash) mask |= 1 << j
    })
  })
  return mask
}

function names(candidate: IndexRecord): [string, string][] {
  const provided = candidate.provides.map((text): [string, string] => [text.split('=')[0]!, text.split('=')[1] ?? ''])
  return [[candidate.name, candidate.version], ...provided]
}

function members(set: number): number[] {
  const list: number[] = []
  for (let i = 0; set >> i !== 0; i++) if (((set >> i) & 1) === 1) list.push(i)
  return list
}

function union(demands: readonly Demand[]): number {
  return demands.reduce((mask, d) => mask | d.any, 0)
}
