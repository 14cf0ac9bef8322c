import { describe, expect, test } from 'vitest'
import { parseIndex } from '../apkindex/parse.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import type { Solution } from './solution.ts'
import { type SolveWorldOptions, solve } from './solve.ts'

describe('where apk gives up, a solution is found', () => {
  test('an older version is taken when the newest needs something that does not exist', () => {
    const solution = solveText('a', 'P:a\nV:1\n\nP:a\nV:2\nD:missing\n')
    expect(names(solution)).toEqual(['a-1'])
  })

  test('the newest version whose requirements agree with each other is taken', () => {
    const index = 'P:a\nV:3\nD:b=3\n\nP:a\nV:2\nD:b=2\n\nP:b\nV:2\n\nP:b\nV:1\n'
    expect(names(solveText('a', index))).toEqual(['b-2', 'a-2'])
  })

  test('a choice that turns out wrong further down is taken back', () => {
    const index = [
      'P:app\nV:1\nD:left right',
      'P:left\nV:2\nD:core=2',
      'P:left\nV:1\nD:core=1',
      'P:right\nV:1\nD:core=1',
      'P:core\nV:1',
      'P:core\nV:2',
    ].join('\n\n')
    const solution = solveText('app', index)
    expect(names(solution).sort()).toEqual(['app-1', 'core-1', 'left-1', 'right-1'])
  })

  test('what install_if would pull in is left out when it cannot be had', () => {
    const index = 'P:a\nV:1\n\nP:b\nV:1\n\nP:extra\nV:1\ni:a b\nD:missing\n'
    const solution = solveText('a b', index)
    expect(names(solution)).toEqual(['a-1', 'b-1'])
    expect(solution.greedy).toBe(false)
  })
})

describe('rules of the solver', () => {
  test('a closed tag is opened for what is asked for and for its dependencies, which prefer untagged repositories', () => {
    const solution = solve({
      world: ['a@edge'],
      arch: 'x86_64',
      repositories: [
        { name: 'stable', records: records('P:a\nV:5\n\nP:b\nV:1\n\nP:c\nV:1\n') },
        { name: 'edge', tag: 'edge', records: records('P:a\nV:3\nD:b c>1\n\nP:b\nV:2\n\nP:c\nV:2\n') },
      ],
    })
    expect(solution.packages.map(({ name, version, tag }) => [name, version, tag])).toEqual([
      ['b', '1', undefined],
      ['c', '2', 'edge'],
      ['a', '3', 'edge'],
    ])
  })

  test('a tag that no repository has is refused', () => {
    expect(() => solveText('a@edge', 'P:a\nV:1\n')).toThrow(expect.objectContaining({ code: 'ERR_APK_TAG_UNKNOWN' }))
  })

  test('records of another architecture cannot be chosen, noarch can', () => {
    expect(names(solveText('a', 'P:a\nV:2\nA:aarch64\n\nP:a\nV:1\nA:noarch\n'))).toEqual(['a-1'])
  })

  test('of records with one identity the first counts, and the others add their repositories', () => {
    const repositories = [
      { name: 'main', records: parseIndex('C:Q1EyN5AdpAOBJWKMR89pp/C66o+OE=\nP:a\nV:1\n') },
      { name: 'copy', records: parseIndex('C:Q1EyN5AdpAOBJWKMR89pp/C66o+OF=\nP:b\nV:1\n') },
    ]
    expect(() => solve({ world: ['b'], arch: 'x86_64', repositories })).toThrow('nothing of that name')
    expect(solve({ world: ['a'], arch: 'x86_64', repositories }).packages[0]!.repositoryName).toBe('main')
  })

  test('cycles are solved, and an index as deep as it is long does not overflow the stack', () => {
    expect(names(solveText('a', 'P:a\nV:1\nD:b\n\nP:b\nV:1\nD:a\n'))).toEqual(['b-1', 'a-1'])
    const deep = Array.from({ length: 30_000 }, (_, i) => `P:n${i}\nV:1\nD:n${i + 1}`)
    expect(solveText('n0', [...deep, 'P:n30000\nV:1'].join('\n\n')).packages.length).toBe(30_001)
  })

  test('a signal that is aborted ends the solving with its reason', () => {
    const signal = AbortSignal.abort(new Error('enough'))
    expect(() => solveText('a', 'P:a\nV:1\n', { signal })).toThrow('enough')
  })

  test('the search gives up after the dead ends that it is allowed', () => {
    expect(() => solveText('a', 'P:a\nV:1\nD:missing\n', { maxConflicts: 0 })).toThrow(
      expect.objectContaining({ code: 'ERR_APK_SOLVER_LIMIT' }),
    )
  })

  test('installed packages stay where they fit, and are upgraded on demand', () => {
    const index = 'P:a\nV:2\n\nP:a\nV:1\n'
    const installed = records('P:a\nV:1\n')
    const repositories = [{ name: 'main', records: records(index) }]
    expect(names(solve({ world: ['a'], arch: 'x86_64', repositories, installed }))).toEqual(['a-1'])
    expect(names(solve({ world: ['a'], arch: 'x86_64', repositories, installed, upgrade: true }))).toEqual(['a-2'])
  })
})

describe('why a package is there', () => {
  const index =
    'P:app\nV:1\nD:lib so:z.so.1\n\nP:lib\nV:2\nD:so:z.so.1\n\nP:zlib\nV:3\np:so:z.so.1=1\n\nP:docs\nV:1\ni:app lib\n'
  const solution = solveText('app', index)

  test('every package carries the requirements that it satisfies', () => {
    expect(solution.find('zlib')!.reasons).toEqual([
      { from: 'lib', kind: 'depends', requirement: 'so:z.so.1' },
      { from: 'app', kind: 'depends', requirement: 'so:z.so.1' },
    ])
    expect(solution.graph).toContainEqual({ from: 'app', to: 'lib', kind: 'depends', requirement: 'lib' })
    expect(solution.graph).toContainEqual({ from: undefined, to: 'app', kind: 'world', requirement: 'app' })
  })

  test('the shortest chain starts in the world', () => {
    expect(String(solution.why('zlib'))).toMatchInlineSnapshot(`
      "zlib 3 is there because:
        you asked for app 1
          app depends on so:z.so.1, which is zlib 3
      Also asked for by lib."
    `)
    expect(String(solution.why('docs'))).toMatchInlineSnapshot(`
      "docs 1 is there because:
        you asked for app 1
          app is there, which brings docs 1 along (install_if app)"
    `)
    expect(String(solution.why('so:z.so.1'))).toMatchInlineSnapshot(`
      "zlib 3 provides so:z.so.1 and is there because:
        you asked for app 1
          app depends on so:z.so.1, which is zlib 3
      Also asked for by lib."
    `)
  })

  test('what is not there has no reason', () => {
    expect(() => solution.why('bash')).toThrow(expect.objectContaining({ code: 'ERR_APK_NOT_IN_SOLUTION' }))
    expect(() => solution.why('zlb')).toThrow(/Did you mean zlib\?$/)
  })
})

function solveText(world: string, index: string, options: Partial<SolveWorldOptions> = {}): Solution {
  return solve({
    world: world.split(' '),
    arch: 'x86_64',
    repositories: [{ name: 'main', records: records(index) }],
    ...options,
  })
}

function records(text: string): IndexRecord[] {
  return parseIndex(text, { allowMissingChecksum: true })
}

function names(solution: Solution): string[] {
  return solution.packages.map(({ name, version }) => `${name}-${version}`)
}
