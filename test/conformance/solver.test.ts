import { parseIndex, type Solution, solve } from '@nacre/apk'
import { describe, expect, test } from 'vitest'
import { dataRoot } from './data.ts'
import { type SolverCase, solverCases } from './solver-cases.ts'

describe.skipIf(!dataRoot)('an empty root is filled as apk-tools fills it', () => {
  const cases = dataRoot ? solverCases().filter((recorded) => recorded.kind === 'empty-root') : []

  test.each(cases)('$name', (recorded) => {
    let solution: Solution | undefined
    let failure: unknown
    try {
      solution = solveCase(recorded)
    } catch (error) {
      failure = error
    }
    expect({ ok: solution !== undefined, failure }).toMatchObject({ ok: recorded.expect.ok })
    if (solution === undefined) return
    expect(
      solution.packages.map(({ name, version, tag }) => ({ op: 'install', name, version, ...(tag && { tag }) })),
    ).toEqual(recorded.expect.actions)
  })
})

function solveCase(recorded: SolverCase): Solution {
  return solve({
    world: [...recorded.world, ...recorded.args.filter((arg) => arg !== 'add' && !arg.startsWith('-'))],
    arch: recorded.arch,
    repositories: recorded.repositories.map(({ name, tag, index }) => ({
      name,
      ...(tag !== null && { tag }),
      records: parseIndex(index),
    })),
  })
}
