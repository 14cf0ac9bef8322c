import { expect, test } from 'vitest'
import { parseIndex } from '../../apkindex/parse.ts'
import type { ArchitectureIndexes } from './availability.ts'
import { solveJointly } from './solve-jointly.ts'

test('what is asked for gets the best version that all architectures have', () => {
  const arches = [indexes('x86_64', 'P:app\nV:3\n\nP:app\nV:2\n'), indexes('aarch64', 'P:app\nV:2\n\nP:app\nV:1\n')]
  const { solutions, differences } = solveJointly({ world: ['app'], arches })
  expect(solutions.map(({ arch, find }) => [arch, find('app')?.version])).toEqual([
    ['x86_64', '2'],
    ['aarch64', '2'],
  ])
  expect(differences).toEqual([])
})

test('versions may differ where the caller says so, and below what is asked for; both are reported', () => {
  const arches = [
    indexes('x86_64', 'P:app\nV:2\nD:lib\n\nP:lib\nV:5\n'),
    indexes('aarch64', 'P:app\nV:1\nD:lib\n\nP:lib\nV:4\nD:extra\n\nP:extra\nV:1\n'),
  ]
  const { differences } = solveJointly({ world: ['app'], arches, mayDiffer: ['app'] })
  expect(differences).toEqual([
    { name: 'app', versions: { x86_64: '2', aarch64: '1' }, requested: true },
    { name: 'extra', versions: { x86_64: null, aarch64: '1' }, requested: false },
    { name: 'lib', versions: { x86_64: '5', aarch64: '4' }, requested: false },
  ])
})

test('no common version is an error that names what each architecture has', () => {
  const arches = [indexes('x86_64', 'P:app\nV:2\n'), indexes('aarch64', 'P:app\nV:1\n')]
  expect(() => solveJointly({ world: ['app'], arches })).toThrowErrorMatchingInlineSnapshot(`
    [SolverError: Choosing packages for x86_64 and aarch64: app cannot have one version everywhere.
      1. The best choice is app 2 for x86_64 and app 1 for aarch64.
      2. There is no version that all of them have.
      -> List app in mayDiffer to accept different versions, or ask for a version that all architectures have.]
  `)
})

test("in apko's order only packages that every architecture has in the same version are considered", () => {
  const arches = [
    indexes('x86_64', 'P:app\nV:1\nD:lib\n\nP:lib\nV:2\n\nP:lib\nV:1\n'),
    indexes('aarch64', 'P:app\nV:1\nD:lib\n\nP:lib\nV:1\n'),
  ]
  const { solutions } = solveJointly({ world: ['app'], arches, order: 'apko' })
  expect(solutions.map(({ find }) => find('lib')?.version)).toEqual(['1', '1'])
})

test('a package that only another architecture has is told apart from one that nobody has', () => {
  const arches = [indexes('x86_64', 'P:app\nV:1\n'), indexes('aarch64', 'P:app\nV:1\n\nP:board\nV:1\n')]
  expect(() => solveJointly({ world: ['app', 'board'], arches })).toThrow('It exists in aarch64.')
})

function indexes(arch: string, text: string): ArchitectureIndexes {
  return { arch, repositories: [{ name: 'main', records: parseIndex(text, { allowMissingChecksum: true }) }] }
}
