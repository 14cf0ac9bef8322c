import { ApkError, type IndexRecord, prepare, readIndex, type SolverTables, solveWorld } from '@nacre/apk'
import { dataRoot, testData } from '../conformance/data.ts'
import { randomIndex, seeded, syntheticIndex } from './solver-synthetic.ts'
import { WORLDS } from './solver-worlds.ts'

const ROUNDS = 5

/** How long tables take to build, and worlds to solve: on Alpine 3.19, on 100 000 records, on repositories without plan. */
export async function benchSolver(print: (line: string) => void = console.log): Promise<void> {
  if (dataRoot !== undefined) {
    const [main, community] = await Promise.all(['main', 'community'].map(alpine))
    const repositories = [
      { name: 'main', records: main! },
      { name: 'community', records: community! },
    ]
    const worlds = WORLDS.map((entries) => entries.split(' '))
    for (const order of ['apk', 'apko'] as const) {
      const label = `v3.19 main+community, ${main!.length + community!.length} records, order ${order}`
      benchWorlds(print, label, () => prepare({ repositories, arch: 'x86_64' }), worlds, order)
    }
  }
  const records = syntheticIndex(100_000)
  const repositories = [{ name: 'synthetic', records }]
  benchWorlds(
    print,
    'synthetic, 100000 records, order apk',
    () => prepare({ repositories, arch: 'x86_64' }),
    syntheticWorlds(),
    'apk',
  )
  benchRandom(print)
}

async function alpine(repository: string): Promise<readonly IndexRecord[]> {
  return (await readIndex(testData(`data/alpine/indexes/v3.19/${repository}/x86_64/APKINDEX.tar.gz`))).records
}

function benchWorlds(
  print: (line: string) => void,
  label: string,
  build: () => SolverTables,
  worlds: readonly (readonly string[])[],
  order: 'apk' | 'apko',
): void {
  const building = Array.from({ length: ROUNDS }, () => timed(build).milliseconds)
  const tables = build()
  let failed = 0
  const run = (world: readonly string[]): number =>
    timed(() => {
      try {
        solveWorld(tables, { world, order })
      } catch (error) {
        if (!(error instanceof ApkError)) throw error
        failed++
      }
    }).milliseconds
  const first = worlds.map(run)
  const again = Array.from({ length: ROUNDS }, () => worlds.map(run)).flat()
  print(label)
  print(`  tables          best ${Math.min(...building).toFixed(1)} ms, first ${building[0]!.toFixed(1)} ms`)
  print(`  first solves    ${summary(first)}`)
  print(`  further solves  ${summary(again)}   (${failed / (ROUNDS + 1)} of ${worlds.length} have no solution)`)
}

function syntheticWorlds(): string[][] {
  const random = seeded(7)
  return Array.from({ length: 50 }, () => {
    const size = 1 + Math.floor(random() * 30)
    return Array.from({ length: size }, () => `package-${Math.floor(random() * 60_000)}`)
  })
}

/** The longest solve on many random repositories, most of which need the complete search. */
function benchRandom(print: (line: string) => void): void {
  for (const [names, versions, rounds] of [
    [20, 3, 400],
    [60, 5, 200],
    [200, 3, 60],
  ] as const) {
    const times: number[] = []
    let solved = 0
    for (let seed = 1; seed <= rounds; seed++) {
      const tables = prepare({
        repositories: [{ name: 'random', records: randomIndex(seed, names, versions) }],
        arch: 'x86_64',
      })
      const { milliseconds } = timed(() => {
        try {
          solveWorld(tables, { world: ['n0', 'n1', 'n2'] })
          solved++
        } catch (error) {
          if (!(error instanceof ApkError)) throw error
        }
      })
      times.push(milliseconds)
    }
    print(`random, ${names} names with ${versions} versions, ${rounds} repositories (${solved} solvable)`)
    print(`  solve           ${summary(times)}`)
  }
}

function timed(run: () => unknown): { milliseconds: number } {
  const start = performance.now()
  run()
  return { milliseconds: performance.now() - start }
}

function summary(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(2)
  return `median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, maximum ${sorted.at(-1)!.toFixed(2)} ms`
}

if (import.meta.main) await benchSolver()
