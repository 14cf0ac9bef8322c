import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImageDefinition } from '../definition/definition.ts'
import type { ConfigFault } from './fault.ts'
import { fromApko, type ParseApkoOptions, parseApko } from './from-apko.ts'

const definitionOf = async (text: string): Promise<ImageDefinition> => (await parseApko(text)).toJSON()

/** `CODE line:column` of every fault. */
async function faultsOf(text: string, options: ParseApkoOptions = {}): Promise<string[]> {
  try {
    await parseApko(text, options)
  } catch (error) {
    const { faults } = (error as { details: { faults: ConfigFault[] } }).details
    return faults.map(({ code, line, column }) => `${code.slice('ERR_IMAGE_CONFIG_'.length)} ${line}:${column}`)
  }
  return []
}

describe('a configuration', () => {
  it('fills every field of the definition', async () => {
    expect(
      await definitionOf(`
contents:
  build_repositories: [https://build.example/os/]
  runtime_repositories: [https://run.example/os]
  repositories:
    - https://dl-cdn.alpinelinux.org/alpine/v3.22/main
    - '@local ./packages'
  keyring: [keys/one.rsa.pub]
  runtime_keyring: [{name: two.rsa.pub, content: PEM}]
  packages: [busybox, curl@local]
entrypoint: {type: '', command: /bin/sh -c "a b", services: {}}
cmd: 5
stop-signal: SIGQUIT
work-dir: /srv
accounts:
  run-as: 65532
  users: [{username: web, uid: 65532, gid: 0, shell: /bin/sh}]
  groups: [{groupname: web, gid: 65532, members: [web]}]
archs: [x86_64, arm64, armhf, sparc]
environment: {A: 1, B: , C: yes}
paths:
  - {path: /d, type: directory, permissions: 0o755, uid: 0, recursive: yes}
  - {path: /l, type: symlink, source: /d, permissions: 0777}
  - {path: /p, type: permissions}
vcs-url: git@example@abc
annotations: {k: v}
volumes: [/data]
layering: {strategy: origin, budget: 10}
format: tar
certificates: {additional: [{name: ca.pem, content: PEM}], providers: [ca]}
`),
    ).toEqual({
      profile: 'apko',
      repositories: [
        { location: 'https://build.example/os', use: 'build', discoverKeys: 'jwks' },
        { location: 'https://run.example/os', use: 'runtime', discoverKeys: 'jwks' },
        { location: 'https://dl-cdn.alpinelinux.org/alpine/v3.22/main', discoverKeys: 'alpine' },
        { location: './packages', tag: 'local' },
      ],
      keyring: ['keys/one.rsa.pub'],
      runtimeKeyring: [{ name: 'two.rsa.pub', content: 'PEM' }],
      packages: ['busybox', 'curl@local'],
      entrypoint: { command: '/bin/sh -c "a b"' },
      cmd: { command: '5' },
      stopSignal: 'SIGQUIT',
      workdir: '/srv',
      accounts: {
        runAs: '65532',
        users: [{ name: 'web', uid: 65532, gid: 0, home: '/home/web', shell: '/bin/sh' }],
        groups: [{ name: 'web', gid: 65532, members: ['web'] }],
      },
      archs: ['amd64', 'arm64', 'arm/v6', 'sparc'],
      environment: { A: '1', B: '', C: 'yes' },
      paths: [
        { type: 'directory', path: '/d', mode: 0o755, uid: 0, recursive: true },
        { type: 'symlink', path: '/l', source: '/d', mode: 0o777 },
        { type: 'permissions', path: '/p', mode: 0 },
      ],
      vcsUrl: 'git@example@abc',
      annotations: { k: 'v' },
      labels: {},
      volumes: ['/data'],
      ports: [],
      layering: { strategy: 'origin', budget: 10 },
      format: 'tar',
      certificates: { additional: [{ name: 'ca.pem', content: 'PEM' }], providers: ['ca'] },
    })
  })

  it('keeps a group id of 0 apart from none, and gives a user without a home one under /home', async () => {
    const users = 'accounts: {users: [{username: a, uid: 1}, {username: b, uid: 2, gid: 0, homedir: /srv}]}'
    expect((await definitionOf(users)).accounts.users).toEqual([
      { name: 'a', uid: 1, home: '/home/a' },
      { name: 'b', uid: 2, gid: 0, home: '/srv' },
    ])
  })

  it('tells an owner of a path that is 0 from one that is not given', async () => {
    const paths = 'paths: [{path: /a, type: permissions, uid: 0}, {path: /b, type: permissions, gid: 5}]'
    expect((await definitionOf(paths)).paths).toEqual([
      { type: 'permissions', path: '/a', mode: 0, uid: 0 },
      { type: 'permissions', path: '/b', mode: 0, gid: 5 },
    ])
  })

  it('runs s6 for a service bundle, whatever its command says', async () => {
    const text = 'entrypoint: {type: service-bundle, command: x, services: {a: b}}'
    expect((await definitionOf(text)).entrypoint).toEqual({
      type: 'service-bundle',
      command: '/bin/s6-svscan /sv',
      services: { a: 'b' },
    })
  })

  it('reads the first document only, follows aliases and merge keys, and takes null for nothing', async () => {
    const text = `
contents: &c
  packages: &p [a, ~, b]
  keyring:
environment: {<<: {A: x, B: y}, B: z}
volumes: *p
---
nonsense: true
`
    const { packages, keyring, environment, volumes } = await definitionOf(text)
    expect({ packages, keyring, environment, volumes }).toEqual({
      packages: ['a', 'b'],
      keyring: [],
      environment: { A: 'x', B: 'z' },
      volumes: ['a', 'b'],
    })
  })
})

describe('a fault', () => {
  it.each<[string, string, string[]]>([
    ['an empty file', '', ['EMPTY 1:1']],
    ['a file of comments', '# nothing\n', ['EMPTY 1:1']],
    ['text that is no YAML', 'a: [', ['SYNTAX 1:5']],
    ['a list at the top', '- a', ['TYPE 1:1']],
    ['a key that stands twice', 'cmd: a\ncmd: b', ['DUPLICATE 2:1']],
    ['a key at the wrong level', 'contents:\n  archs: [x86_64]', ['UNKNOWN_KEY 2:3']],
    ['a runtime key as plain text', 'contents:\n  runtime_keyring: [a.pub]', ['TYPE 2:21']],
    [
      'an unknown key of a runtime key',
      'contents:\n  runtime_keyring: [{name: a, content: b, path: c}]',
      ['UNKNOWN_KEY 2:43'],
    ],
    ['a runtime key without content', 'contents:\n  runtime_keyring: [{name: a}]', ['MISSING 2:21']],
    ['a hidden name of a certificate', 'certificates:\n  additional: [{name: .a, content: b}]', ['NAME 2:23']],
    ['a path as name of a certificate', 'certificates:\n  additional: [{name: a/b, content: b}]', ['NAME 2:23']],
    [
      'two runtime keys of one name',
      'contents: {runtime_keyring: [{name: a, content: b}, {name: a, content: c}]}',
      ['DUPLICATE 1:60'],
    ],
    ['a user with the id 0', 'accounts: {users: [{username: a, uid: 0}]}', ['UID_ZERO 1:39']],
    ['a user without an id', 'accounts: {users: [{username: a}]}', ['UID_ZERO 1:20']],
    ['a user without a name', 'accounts: {users: [{uid: 5}]}', ['MISSING 1:20']],
    ['a group without a name', 'accounts: {groups: [{gid: 5}]}', ['MISSING 1:21']],
    ['an octal number with an 8', 'paths: [{path: /a, type: directory, permissions: 0788}]', ['NUMBER 1:50']],
    ['a quoted number', "accounts: {users: [{username: a, uid: '5'}]}", ['NUMBER 1:39']],
    ['an id that is too large', 'accounts: {users: [{username: a, uid: 4294967296}]}', ['NUMBER 1:39']],
    ['a negative id', 'accounts: {users: [{username: a, uid: -1}]}', ['NUMBER 1:39']],
    ['an unknown kind of path', 'paths: [{path: /a, type: file}]', ['VALUE 1:26']],
    ['a link without source', 'paths: [{path: /a, type: symlink}]', ['MISSING 1:9']],
    ['an unknown format', 'format: zip', ['VALUE 1:9']],
    ['EROFS with layering', 'format: erofs\nlayering: {strategy: origin, budget: 2}', ['FORMAT 2:11']],
    ['a budget without strategy', 'layering: {budget: 2}', ['MISSING 1:11']],
    ['a tag without a URL', "contents: {repositories: ['@local']}", ['REPOSITORY 1:27']],
    ['a base image with a command', 'contents: {baseimage: {image: a, apkindex: b}}\ncmd: x', ['BASE 2:6']],
    ['an include that is not there', 'cmd: a\ninclude: b.yaml', ['INCLUDE_MISSING 2:10']],
    ['an alias without an anchor', 'cmd: *nope', ['SYNTAX 1:6']],
  ])('is met and placed: %s', async (_, text, expected) => {
    expect(await faultsOf(text)).toEqual(expected)
  })

  it('is reported together with all others, and names the nearest key', async () => {
    const text = 'contents:\n  packges: [a]\nrun_as: x\naccounts:\n  users: [{username: a, uid: 0}]\n'
    await expect(parseApko(text, { file: 'web.yaml' })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [ImageError: Reading the configuration web.yaml: 3 faults were met. Correct each of them:
        web.yaml:2:3: there is no key "packges" in "contents". Did you mean "packages"?
        web.yaml:3:1: there is no key "run_as" at the top. Known here are contents, entrypoint, cmd, stop-signal, work-dir, accounts, archs, environment, paths, vcs-url, annotations, include, volumes, layering, format, certificates.
        web.yaml:5:30: the user "a" has the uid 0 or none. Give another; to run as root, use run-as: 0.]
    `)
  })
})

describe('an include', () => {
  it('gives its place when the fault is in the included file', async () => {
    const text = 'include: base.yaml\naccounts: {users: [{username: me, uid: 5}, {username: no, uid: 0}]}'
    const includes = { 'base.yaml': '\naccounts:\n  users:\n    - {username: root, uid: 0}\n' }
    expect(await faultsOf(text, { includes })).toEqual(['UID_ZERO 2:64', 'UID_ZERO 4:29'])
    await expect(parseApko(text, { includes })).rejects.toThrow('base.yaml:4:29')
  })

  it('must not lead back', async () => {
    const includes = { a: 'include: b', b: 'include: a' }
    await expect(parseApko('include: a', { includes })).rejects.toMatchObject({
      code: 'ERR_IMAGE_CONFIG_INCLUDE_CYCLE',
    })
  })
})

describe('a file', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-apko-'))
    await mkdir(join(dir, 'shared'))
    await mkdir(join(dir, 'web'))
    await writeFile(join(dir, 'shared', 'base.yaml'), 'contents: {packages: [base]}\ninclude: deeper.yaml')
    await writeFile(join(dir, 'shared', 'deeper.yaml'), 'contents: {packages: [deeper]}')
    await writeFile(join(dir, 'web', 'apko.yaml'), 'contents: {packages: [web]}\ninclude: base.yaml')
    await writeFile(join(dir, 'web', 'self.yaml'), 'include: self.yaml')
    await writeFile(join(dir, 'web', 'latin.yaml'), Uint8Array.of(0x63, 0x6d, 0x64, 0x3a, 0x20, 0xff))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('is merged over what it includes, looked for in includePaths, then beside the file', async () => {
    const chain = await fromApko('web/apko.yaml', { directory: dir, includePaths: ['shared'] })
    expect(chain.toJSON().packages).toEqual(['deeper', 'base', 'web'])
  })

  it('is itself looked for in includePaths', async () => {
    const chain = await fromApko('base.yaml', { directory: dir, includePaths: [join(dir, 'shared')] })
    expect(chain.toJSON().packages).toEqual(['deeper', 'base'])
  })

  it.each([
    ['that is not there', 'none.yaml', 'ERR_IMAGE_CONFIG_MISSING'],
    ['that is a directory', 'web', 'ERR_IMAGE_CONFIG_UNREADABLE'],
    ['that includes itself', 'web/self.yaml', 'ERR_IMAGE_CONFIG_INCLUDE_CYCLE'],
    ['whose include is not to be found', 'web/apko.yaml', 'ERR_IMAGE_CONFIG_INCLUDE_MISSING'],
    ['that is not UTF-8', 'web/latin.yaml', 'ERR_IMAGE_CONFIG_SYNTAX'],
  ])('%s is an error', async (_, path, code) => {
    await expect(fromApko(path, { directory: dir })).rejects.toMatchObject({ code })
  })
})
