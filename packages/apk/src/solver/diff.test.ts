import { expect, test } from 'vitest'
import { parseIndex } from '../apkindex/parse.ts'
import { diffSolutions } from './diff.ts'
import type { Solution } from './solution.ts'
import { solve } from './solve.ts'

test('what was added, removed, upgraded and downgraded, each with its reason', () => {
  const before = solved(
    'web helper tool',
    'P:web\nV:1\nD:lib\n\nP:lib\nV:1\nD:old\n\nP:old\nV:1\n\nP:helper\nV:2\n\nP:tool\nV:1\n',
  )
  const after = solved(
    'web helper<2',
    'P:web\nV:1\nD:lib>=2\n\nP:lib\nV:2\nD:new\n\nP:new\nV:1\n\nP:helper\nV:1\n\nP:helper\nV:2\n',
  )
  const { added, removed, upgraded, downgraded } = diffSolutions(before, after)
  expect(added.map(({ name, because }) => [name, because])).toEqual([['new', 'lib depends on new']])
  expect(removed.map(({ name, because }) => [name, because])).toEqual([
    ['old', 'nothing asks for it any more'],
    ['tool', 'you no longer ask for it'],
  ])
  expect(upgraded.map(({ name, from, to, because }) => [name, from, to, because])).toEqual([
    ['lib', '1', '2', 'web depends on lib>=2'],
  ])
  expect(downgraded.map(({ name, from, to, because }) => [name, from, to, because])).toEqual([
    ['helper', '2', '1', 'you ask for helper<2'],
  ])
  expect(String(diffSolutions(before, after))).toMatchInlineSnapshot(`
    "+ new 1 (lib depends on new)
    - old 1 (nothing asks for it any more)
    - tool 1 (you no longer ask for it)
    ^ lib 1 -> 2 (web depends on lib>=2)
    v helper 2 -> 1 (you ask for helper<2)"
  `)
})

test('nothing changed between a solution and itself', () => {
  const solution = solved('a', 'P:a\nV:1\n')
  expect(diffSolutions(solution, solution)).toEqual({ added: [], removed: [], upgraded: [], downgraded: [] })
  expect(String(diffSolutions(solution, solution))).toBe('The same packages in the same versions.')
})

function solved(world: string, index: string): Solution {
  const records = parseIndex(index, { allowMissingChecksum: true })
  return solve({ world: world.split(' '), arch: 'x86_64', repositories: [{ name: 'main', records }] })
}
