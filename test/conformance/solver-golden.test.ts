import { readFileSync } from 'node:fs'
import { type Solution, SolverError, solveWorld } from '@nacre/apk'
import { describe, expect, test } from 'vitest'
import { dataRoot, testData } from './data.ts'
import { realTables } from './solver-indexes.ts'

interface GoldenCase {
  arch: string
  repositories: string[]
  world: string[]
  ok: boolean
  install: string[]
}

describe.skipIf(!dataRoot)('real indexes are solved as apk-tools 2.14.4 solved them', () => {
  const { cases } = dataRoot
    ? (JSON.parse(readFileSync(testData('data/golden/apk-solver-2.14.4.json'), 'utf8')) as { cases: GoldenCase[] })
    : { cases: [] }

  test('all recorded cases are there', () => {
    expect(cases.length).toBe(273)
  })

  // Verdict, set and order agree in every case; there is no exception to name.
  test.each(cases)('$arch $repositories: $world', async ({ arch, repositories, world, ok, install }) => {
    const tables = await realTables(repositories, arch)
    let solution: Solution | undefined
    try {
      solution = solveWorld(tables, { world })
    } catch (error) {
      if (!(error instanceof SolverError)) throw error
    }
    expect(solution !== undefined).toBe(ok)
    if (solution === undefined) return
    expect(solution.packages.map(({ name, version }) => `${name}=${version}`)).toEqual(install)
    expect(solution.packages.filter(({ reasons }) => reasons.length === 0)).toEqual([])
  })
})
