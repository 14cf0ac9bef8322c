import { describe, expect, test } from 'vitest'
import { parseIndex } from '../../apkindex/parse.ts'
import { solve } from '../solve.ts'
import { SolverError } from '../solver-error.ts'
import { prepare } from '../tables.ts'
import { editDistance } from './nearest.ts'

describe('what is told when nothing fits', () => {
  test('a name with a slip in it, and the name that was meant', () => {
    expect(failure('ngnix', 'P:nginx\nV:1.24\n').message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for ngnix, but nothing of that name exists in the repositories.
        -> Did you mean nginx?"
    `)
  })

  test('several names that do not exist, at once', () => {
    expect(failure('php83 php83-fpm curl', 'P:curl\nV:8\n\nP:php82\nV:8.2\n').message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for php83 and php83-fpm, but nothing of these names exists.
        -> php83: Did you mean php82?
        -> Add a repository that has them, or leave them out."
    `)
  })

  test('a version that does not exist, and the one that does', () => {
    expect(
      failure('python3~3.12', 'P:python3\nV:3.11.9-r0\n\nP:python3\nV:3.10.1-r0\n').message,
    ).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for python3~3.12, but python3 exists only as 3.11.9-r0 and 3.10.1-r0.
        -> Ask for python3 in any version, or for python3=3.11.9-r0."
    `)
  })

  test('a release that is gone, and how to ask for any release of that version', () => {
    for (const asked of ['nginx=1.24.0-r1', 'nginx=1.24.0']) {
      expect(failure(asked, 'P:nginx\nV:1.24.0-r16\n').message).toContain(
        '-> Ask for nginx~1.24.0 to take whichever release of it there is, or for nginx in any version.',
      )
    }
  })

  test('a stand-in that nothing asks for, where what was asked for is there but cannot be', () => {
    const index = 'P:docker\nV:25\nD:iptables\n\nP:iptables\nV:1.8\n\nP:podman-docker\nV:5\np:docker\n'
    expect(failure('docker !iptables', index).message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for docker (25 in v3.19/main).
        2. docker 25 needs iptables (1.8 in v3.19/main).
        3. You asked that iptables 1.8 be left out (!iptables).
        4. podman-docker 5, which provides a name without a version, is installed only when something asks for podman-docker itself, and nothing does.
        -> Leave out docker or !iptables, ask for other versions, or ask for podman-docker by name."
    `)
  })

  test('a name written in other letters of the same kind', () => {
    const index = 'P:nginx\nV:1\n\nP:nginx-doc\nV:1\n'
    expect(failure('Nginx', index).message).toContain('-> Did you mean nginx?')
  })

  test('an index of another architecture', () => {
    expect(failure('nginx', 'P:nginx\nV:1\nA:aarch64\n').message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for nginx, but nginx 1 cannot be installed: it is made for aarch64.
        -> Give the index for x86_64, or ask for another architecture."
    `)
  })

  test('a missing dependency, with the chain that leads to it', () => {
    expect(
      failure('app', 'P:app\nV:1\nD:lib\n\nP:lib\nV:2\nD:so:libssl.so.1.1\n\nP:ssl\nV:3\np:so:libssl.so.3=3\n').message,
    ).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for app (1 in v3.19/main).
        2. app 1 needs lib (2 in v3.19/main).
        3. lib 2 needs so:libssl.so.1.1, but nothing of that name exists in the repositories.
        -> Did you mean so:libssl.so.3?"
    `)
  })

  test('every version of a package fails for the same reason', () => {
    const index = 'P:a\nV:1\nD:b<2\n\nP:a\nV:2\nD:b<2\n\nP:b\nV:2\n'
    expect(failure('a', index).message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for a, of which 1 and 2 would do.
        2. a, in versions 1 and 2 alike, needs b<2, but b exists only as 2.
        -> Add a repository that has b<2, or leave out what needs it."
    `)
  })

  test('two packages that claim one name', () => {
    expect(
      failure('exim postfix', 'P:exim\nV:4\np:cmd:mailq=4\n\nP:postfix\nV:3\np:cmd:mailq=3\n').message,
    ).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for postfix (3 in v3.19/main).
        2. You asked for exim (4 in v3.19/main).
        3. postfix 3 and exim 4 both provide cmd:mailq, and only one package may.
        -> Leave out postfix or exim, or ask for other versions."
    `)
  })

  test('two dependencies that want different versions', () => {
    const index = 'P:a\nV:1\nD:core<2\n\nP:b\nV:1\nD:core>=2\n\nP:core\nV:1\n\nP:core\nV:2\n'
    expect(failure('a b', index).message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for a (1 in v3.19/main).
        2. a 1 needs core<2, which only 1 fits.
        3. You asked for b (1 in v3.19/main).
        4. b 1 needs core>=2, which only 2 fits.
        5. Only one version of core can be installed, not 1 and 2 at once.
        -> Leave out a or b, or ask for other versions."
    `)
  })

  test('a package that the world rules out', () => {
    expect(failure('app !musl', 'P:app\nV:1\nD:musl\n\nP:musl\nV:1.2\n').message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for app (1 in v3.19/main).
        2. app 1 needs musl (1.2 in v3.19/main).
        3. You asked that musl 1.2 be left out (!musl).
        -> Leave out app or !musl, or ask for other versions."
    `)
  })

  test('a name that has to be chosen explicitly', () => {
    expect(failure('editor', 'P:vim\nV:9\np:editor\n\nP:nano\nV:7\np:editor\n').message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main: the request cannot be met.
        1. You asked for editor, but vim 9 and nano 7, which provide that name without a version, are installed only when something asks for them by their own names.
        -> Ask for vim or nano as well."
    `)
  })

  test('a tag that would open the repository, and an architecture that has the package', () => {
    const edge = parse('P:app\nV:2\n')
    const arm = prepare({ arch: 'aarch64', repositories: [{ name: 'main', records: parse('P:board\nV:1\n') }] })
    const options = { arch: 'x86_64', elsewhere: [{ label: 'aarch64', tables: arm }] }
    const repositories = [
      { name: 'main', records: [] },
      { name: 'https://host/edge', tag: 'edge', records: edge },
    ]
    const told = catchError(() => solve({ world: ['app', 'board'], repositories, ...options }))
    expect(told.message).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from main and https://host/edge: the request cannot be met.
        1. You asked for board, but nothing of that name exists in the repositories.
        -> It exists in aarch64.
        2. You asked for app, but app 2 is only in the repository tagged @edge.
        -> Ask for app@edge to open that repository for it."
    `)
  })

  test('the facts are minimal and are data too', () => {
    const index = 'P:a\nV:1\nD:x core<2\n\nP:b\nV:1\nD:core>=2 x\n\nP:core\nV:1\n\nP:core\nV:2\n\nP:x\nV:1\n'
    const { conflicts } = failure('a b x', index).details
    expect(conflicts.map(({ category, facts }) => [category, facts.map(({ kind }) => kind)])).toEqual([
      ['constraint-broken', ['world', 'depends', 'world', 'depends', 'same-name']],
    ])
    expect(JSON.parse(JSON.stringify(conflicts))).toEqual(conflicts)
  })
})

test('an edit is a letter more, less, other, or two swapped', () => {
  expect(editDistance('ngnix', 'nginx', 3)).toBe(1)
  expect(editDistance('curl', 'curls', 3)).toBe(1)
  expect(editDistance('abc', 'xyz', 1)).toBe(2)
})

function failure(world: string, index: string): SolverError {
  return catchError(() =>
    solve({ world: world.split(' '), arch: 'x86_64', repositories: [{ name: 'v3.19/main', records: parse(index) }] }),
  )
}

function catchError(action: () => unknown): SolverError {
  try {
    action()
  } catch (error) {
    if (error instanceof SolverError) return error
    throw error
  }
  throw new Error('it was solved')
}

function parse(text: string): ReturnType<typeof parseIndex> {
  return parseIndex(text, { allowMissingChecksum: true })
}
