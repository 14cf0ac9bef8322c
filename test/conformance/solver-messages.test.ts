import { SolverError, solveWorld } from '@nacre/apk'
import { describe, expect, test } from 'vitest'
import { dataRoot } from './data.ts'
import { realTables } from './solver-indexes.ts'

describe.skipIf(!dataRoot)('what is told of requests that real indexes cannot meet', () => {
  test('a package of another release', async () => {
    expect(await told(['v3.19/main', 'v3.19/community'], 'python3~3.12')).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main and v3.19/community: the request cannot be met.
        1. You asked for python3~3.12, but python3 exists only as 3.11.9-r0.
        -> Ask for python3 in any version, or for python3=3.11.9-r0."
    `)
  })

  test('a library of another release', async () => {
    expect(await told(['v3.19/main', 'v3.19/community'], 'so:libssl.so.1.1')).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main and v3.19/community: the request cannot be met.
        1. You asked for so:libssl.so.1.1, but nothing of that name exists in the repositories.
        -> Did you mean so:libssl.so.3?"
    `)
  })

  test('two mail servers', async () => {
    expect(await told(['v3.19/main', 'v3.19/community'], 'exim', 'postfix')).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main and v3.19/community: the request cannot be met.
        1. You asked for postfix (3.8.6-r0 in v3.19/main).
        2. You asked for exim (4.97.1-r0 in v3.19/community).
        3. postfix 3.8.6-r0 and exim 4.97.1-r0 both provide cmd:sendmail, and only one package may.
        -> Leave out postfix or exim, or ask for other versions."
    `)
  })

  test('a package without its C library', async () => {
    expect(await told(['v3.19/main', 'v3.19/community'], '!musl', 'busybox')).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.19/main and v3.19/community: the request cannot be met.
        1. You asked for busybox (1.36.1-r19 in v3.19/main).
        2. busybox 1.36.1-r19 needs so:libc.musl-x86_64.so.1, which only musl 1.2.4_git20230717-r4 provides.
        3. You asked that musl 1.2.4_git20230717-r4 be left out (!musl).
        -> Leave out busybox or !musl, or ask for other versions."
    `)
  })

  test('a shell that has to be chosen, deep down', async () => {
    expect(await told(['v3.16/main'], 'git')).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.16/main: the request cannot be met.
        1. You asked for git (2.36.3-r0 in v3.16/main).
        2. git 2.36.3-r0 needs so:libcurl.so.4, which only libcurl 7.83.1-r4 provides.
        3. libcurl 7.83.1-r4 needs ca-certificates (20220614-r0 in v3.16/main).
        4. ca-certificates 20220614-r0 needs /bin/sh, but busybox 1.35.0-r17, which provides that name without a version, is installed only when something asks for busybox itself.
        -> Ask for busybox as well."
    `)
  })

  test('packages of a repository that was not given', async () => {
    expect(await told(['v3.20/main'], 'php83', 'php83-fpm', 'php83-curl')).toMatchInlineSnapshot(`
      "Choosing packages for x86_64 from v3.20/main: the request cannot be met.
        1. You asked for php83, php83-curl and php83-fpm, but nothing of these names exists.
        -> Add a repository that has them, or leave them out."
    `)
  })

  test('no message is longer than twelve lines', async () => {
    const worlds = [
      'npm nodejs redis go',
      'nosuchpackage python3~3.12 exim postfix',
      'openssh-client-krb5 openssh-client-default',
    ]
    for (const world of worlds) {
      const message = await told(['v3.19/main', 'v3.19/community'], ...world.split(' '), 'nosuch')
      expect(message.split('\n').length).toBeLessThanOrEqual(12)
    }
  })
})

async function told(repositories: string[], ...world: string[]): Promise<string> {
  const tables = await realTables(repositories, 'x86_64')
  try {
    solveWorld(tables, { world })
  } catch (error) {
    if (error instanceof SolverError) return error.message
    throw error
  }
  throw new Error('it was solved')
}
