import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import type { ProfileName } from '../profile.ts'
import type { RootFsView } from '../rootfs/view.ts'
import type { ApkOptions } from '../testing/apk.ts'
import { repository } from '../testing/repository.ts'

/*
 * apko's own tests of finishing, in our words. Decided against under `nacre`: rewriting every line of the account files
 * (the day of the last password change is lost), home directories of accounts that packages define, mode 0 for what names
 * no mode, changing the target of a link that was just made, keeping the content of a file that was emptied.
 */

const base: ApkOptions = {
  name: 'base',
  files: [
    {
      name: 'etc/passwd',
      content: 'root:x:0:0:root:/root:/bin/sh\nold:x:9:9:old:/var/old:/bin/false\nnone:x:8:8::/dev/null:/bin/false\n',
    },
    { name: 'etc/group', content: 'root:x:0:root\n' },
    { name: 'etc/shadow', content: 'root:*:19000:0:::::\n', mode: 0o640, gid: 42 },
    { name: 'srv/d', type: 'directory', mode: 0o755, uid: 3 },
    { name: 'srv/d/file', content: 'content', uid: 3, gid: 4 },
    { name: 'srv/d/link', linkname: 'file' },
  ],
}

async function finish(
  profile: ProfileName,
  definition: Partial<ImageDefinition>,
  packages: ApkOptions[] = [base],
): Promise<{ tree: RootFsView; user: string | undefined }> {
  const chain = image({ profile, ...definition }).from(repository(packages, { name: 'memory:base' }))
  const built = await chain.add(...packages.map(({ name }) => name)).build({ arch: ['x86_64'], epoch: 77 })
  return { tree: built.rootfs('x86_64'), user: built.arch('x86_64').config.config.User }
}

describe('accounts', () => {
  const accounts = {
    runAs: 'web',
    users: [
      { name: 'web', uid: 1000 },
      { name: 'job', uid: 1001, gid: 0, home: '/srv/job/home', shell: '/bin/false' },
    ],
    groups: [{ name: 'web', gid: 1000, members: ['web', 'job'] }],
  }

  it.each(['nacre', 'apko'] as const)(
    '%s: gid, home and shell have defaults, an explicit 0 counts',
    async (profile) => {
      const { tree, user } = await finish(profile, { accounts })
      const added = (await tree.text('etc/passwd')).split('\n').slice(3)
      expect(added).toEqual([
        `web:x:1000:1000:Account created by ${profile}:/home/web:/bin/sh`,
        `job:x:1001:0:Account created by ${profile}:/srv/job/home:/bin/false`,
        '',
      ])
      expect(await tree.text('etc/group')).toBe('root:x:0:root\nweb:x:1000:web,job\n')
      expect(tree.stat('srv/job/home')).toMatchObject({ mode: 0o700, uid: 1001, gid: 0 })
      expect(tree.stat('srv/job')).toMatchObject({ mode: 0o755, uid: 0 })
      expect(user).toBe('1000')
    },
  )

  it('apko forgets the day of the last password change, nacre does not', async () => {
    const shadow = async (profile: ProfileName) => (await finish(profile, { accounts })).tree.text('etc/shadow')
    expect(await shadow('apko')).toBe('root:*::0:::::\nweb:!:::::::\njob:!:::::::\n')
    expect(await shadow('nacre')).toBe('root:*:19000:0:::::\nweb:!:::::::\njob:!:::::::\n')
  })

  it('apko makes the homes of all accounts but /dev/null, nacre those that it creates', async () => {
    const { tree } = await finish('apko', {})
    expect(tree.stat('var/old')).toMatchObject({ mode: 0o700, uid: 9, gid: 9 })
    expect((await finish('nacre', {})).tree.has('var/old')).toBe(false)
  })

  it('a user to run as that is in no file stays as it is', async () => {
    expect((await finish('nacre', { accounts: { ...accounts, runAs: '65532:65532' } })).user).toBe('65532:65532')
    expect((await finish('nacre', { accounts: { ...accounts, runAs: 'old' } })).user).toBe('9')
  })

  it('a home that is no directory is refused', async () => {
    const users = [{ name: 'x', uid: 5, home: '/srv/d/file' }]
    await expect(finish('nacre', { accounts: { users, groups: [] } })).rejects.toMatchObject({ code: 'ERR_IMAGE_HOME' })
  })

  it.each(['bad line', 'x:x:one:1::/:/bin/sh'])('apko refuses an account file with the line %j', async (line) => {
    const odd = { name: 'odd', files: { 'etc/passwd': `${line}\n` } }
    await expect(finish('apko', {}, [odd])).rejects.toMatchObject({ code: 'ERR_IMAGE_ACCOUNT_FILE' })
  })
})

describe('what can be no account', () => {
  it('is told all at once, with the place of each', async () => {
    const accounts = {
      users: [
        { name: '', uid: 5 },
        { name: 'a:0:0', uid: 6 },
        { name: 'root2', uid: 0 },
        { name: 'b', uid: -1, home: '/x\nroot::0:0::/:/bin/sh' },
        { name: 'b', uid: 7 },
      ],
      groups: [{ name: 'g', gid: 2 ** 32, members: ['x,y'] }],
    }
    const error = await finish('nacre', { accounts }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_IMAGE_ACCOUNT' })
    const { faults } = (error as { details: { faults: { at: string }[] } }).details
    expect(faults.map(({ at }) => at)).toEqual([
      'users[0]',
      'users[1]',
      'users[2]',
      'users[3]',
      'users[3]',
      'groups[0]',
      'groups[0]',
      'users[4]',
    ])
  })

  it.each([
    ['certificate', { certificates: { additional: [{ name: '../x', content: '' }] } }],
    ['runtime key', { runtimeKeyring: [{ name: 'a/b', content: '' }] }],
    ['service', { entrypoint: { services: { '..': 'x' } } }],
  ])('a %s needs a name that can be that of a file', async (_, definition) => {
    await expect(finish('nacre', definition)).rejects.toMatchObject({ code: 'ERR_IMAGE_NAME' })
  })

  it('a format of layers that is not written is refused', async () => {
    await expect(finish('apko', { format: 'erofs' })).rejects.toMatchObject({ code: 'ERR_IMAGE_FORMAT' })
  })
})

describe('path entries', () => {
  it.each(['nacre', 'apko'] as const)(
    '%s: special bits arrive, and one of owner and group makes the other root',
    async (profile) => {
      const { tree } = await finish(profile, {
        paths: [
          { type: 'directory', path: '/a/b', mode: 0o2775, uid: 5 },
          { type: 'permissions', path: 'srv/d/file', mode: 0o4711, gid: 6 },
        ],
      })
      expect(tree.stat('a/b')).toMatchObject({ mode: 0o2775, uid: 5, gid: 0 })
      expect(tree.stat('a').mode).toBe(profile === 'apko' ? 0o2775 : 0o755)
      expect(tree.stat('srv/d/file')).toMatchObject({ mode: 0o4711, uid: 0, gid: 6 })
    },
  )

  it('mode alone leaves the owner', async () => {
    const { tree } = await finish('nacre', { paths: [{ type: 'permissions', path: '/srv/d/file', mode: 0o600 }] })
    expect(tree.stat('srv/d/file')).toMatchObject({ mode: 0o600, uid: 3, gid: 4 })
  })

  it('recursive reaches everything below, and only what is below', async () => {
    const paths = [{ type: 'permissions' as const, path: '/srv', mode: 0o710, uid: 0, gid: 0, recursive: true }]
    const { tree } = await finish('nacre', { paths })
    for (const path of ['srv', 'srv/d', 'srv/d/file'])
      expect(tree.stat(path)).toMatchObject({ mode: 0o710, uid: 0, gid: 0 })
    const { tree: flat } = await finish('nacre', { paths: [{ ...paths[0]!, recursive: false }] })
    expect(flat.stat('srv/d/file')).toMatchObject({ mode: 0o644, uid: 3 })
  })

  it('without a mode apko takes 0, nacre what is usual', async () => {
    const paths = [
      { type: 'directory' as const, path: 'new' },
      { type: 'permissions' as const, path: 'srv/d/file' },
    ]
    const modes = async (profile: ProfileName) => {
      const { tree } = await finish(profile, { paths })
      return [tree.stat('new').mode, tree.stat('srv/d/file').mode]
    }
    expect(await modes('apko')).toEqual([0, 0])
    expect(await modes('nacre')).toEqual([0o755, 0o644])
  })

  it('a link made by apko changes its target, one made by nacre does not', async () => {
    const paths = [{ type: 'symlink' as const, path: '/l', source: 'srv/d/file', mode: 0o700 }]
    expect((await finish('apko', { paths })).tree.stat('srv/d/file').mode).toBe(0o700)
    expect((await finish('nacre', { paths })).tree.stat('srv/d/file').mode).toBe(0o644)
    const dangling = [{ ...paths[0]!, source: '/nowhere' }]
    expect((await finish('nacre', { paths: dangling })).tree.stat('l').target).toBe('/nowhere')
    await expect(finish('apko', { paths: dangling })).rejects.toMatchObject({ code: 'ERR_IMAGE_PATH_MISSING' })
  })

  it('a packaged file emptied by apko keeps its content, one emptied by nacre is empty', async () => {
    const paths = [{ type: 'empty-file' as const, path: '/srv/d/file', mode: 0o644 }]
    expect(await (await finish('apko', { paths })).tree.text('srv/d/file')).toBe('content')
    expect(await (await finish('nacre', { paths })).tree.text('srv/d/file')).toBe('')
  })

  it('a further name takes the place of what is there', async () => {
    const paths = [{ type: 'hardlink' as const, path: '/etc/group', source: '/srv/d/link', mode: 0o604 }]
    const { tree } = await finish('nacre', { paths })
    expect([await tree.text('etc/group'), tree.stat('srv/d/file').mode]).toEqual(['content', 0o604])
  })

  it('all that is wrong is told at once, each with its path and code', async () => {
    const paths = [
      { type: 'permissions' as const, path: '/missing', mode: 0o755 },
      { type: 'symlink' as const, path: '/etc/group', source: 'x' },
      { type: 'hardlink' as const, path: '/h', source: '/missing' },
      { type: 'directory' as const, path: '/srv/d/file/below' },
      { type: 'directory' as const, path: '/a/../b' },
      { type: 'file' as const, path: '/f', from: '/no/such/file' },
    ]
    await expect(finish('nacre', { paths })).rejects.toMatchObject({
      code: 'ERR_IMAGE_PATHS',
      details: {
        faults: [
          { path: '/missing', code: 'ERR_IMAGE_PATH_MISSING' },
          { path: '/etc/group', code: 'ERR_IMAGE_PATH_EXISTS' },
          { path: '/h', code: 'ERR_IMAGE_PATH_MISSING' },
          { path: '/srv/d/file/below', code: 'ERR_IMAGE_NOT_A_DIRECTORY' },
          { path: '/a/../b', code: 'ERR_IMAGE_PATH' },
          { path: '/f', code: 'ERR_IMAGE_FILE_UNREADABLE' },
        ],
      },
    })
  })

  it('an unknown kind is refused', async () => {
    const paths = JSON.parse('[{"type":"socket","path":"/s"}]') as ImageDefinition['paths']
    await expect(finish('apko', { paths })).rejects.toMatchObject({ code: 'ERR_IMAGE_PATH_TYPE' })
  })
})

describe('busybox', () => {
  const program: ApkOptions = {
    name: 'busybox',
    version: '1.36.0-r1',
    files: [
      { name: 'bin/busybox', content: 'elf\0cat\0ls\0', mode: 0o755, mtime: 50 },
      { name: 'bin/ls', content: 'a real one' },
    ],
  }
  const list = { name: 'etc/busybox-paths.d/busybox', content: 'usr/bin/[\n/bin/ls\nbin/busybox\nplain\n' }
  const listed = { ...program, files: [...(program.files as []), list] }

  it.each(['nacre', 'apko'] as const)(
    '%s links what the list of the package names, and nothing over a file',
    async (profile) => {
      const { tree } = await finish(profile, {}, [listed])
      expect(tree.stat('usr/bin/[')).toMatchObject({ target: '/bin/busybox', mtime: 50 })
      expect(await tree.text('bin/ls')).toBe('a real one')
      expect([...tree.walk()].filter(({ target }) => target === '/bin/busybox')).toHaveLength(1)
    },
  )

  it('without a list apko links all applets of the version, nacre those that the program has', async () => {
    const links = async (profile: ProfileName) =>
      [...(await finish(profile, {}, [program])).tree.walk()].filter(({ target }) => target === '/bin/busybox')
    expect((await links('apko')).map(({ path }) => path)).toContain('usr/bin/tree')
    expect(await links('apko')).toHaveLength(432)
    expect((await links('nacre')).map(({ path }) => path)).toEqual(['bin/cat'])
  })

  it('apko dates the directories of links like busybox, nacre leaves them', async () => {
    expect((await finish('apko', {}, [listed])).tree.stat('bin').mtime).toBe(50)
    expect((await finish('nacre', {}, [listed])).tree.stat('bin').mtime).toBe(0)
  })

  it('apko refuses a busybox of no package, or of no version that it can read', async () => {
    await expect(finish('apko', {}, [{ ...program, name: 'other' }])).rejects.toMatchObject({
      code: 'ERR_IMAGE_BUSYBOX',
    })
    await expect(finish('apko', {}, [{ ...program, version: '1.36-r0' }])).rejects.toMatchObject({
      code: 'ERR_IMAGE_BUSYBOX',
    })
    await expect(finish('nacre', {}, [{ ...program, version: '1.36-r0' }])).resolves.toBeDefined()
  })
})

describe('services', () => {
  it('each has a directory with a script that execline runs', async () => {
    const entrypoint = { type: 'service-bundle', services: { web: '/usr/bin/web -p 80' } }
    const s6 = { name: 's6', files: { 'bin/s6-svscan': 'x' } }
    const { tree } = await finish('apko', { entrypoint }, [base, s6])
    expect(await tree.text('sv/web/run')).toBe('#!/bin/execlineb\n/usr/bin/web -p 80\n')
    expect([tree.stat('sv/web').mode, tree.stat('sv/web/run').mode]).toEqual([0o777, 0o755])
    expect(await tree.text('etc/apko.json')).toContain('"command":"/bin/s6-svscan /sv"')
  })
})

describe('files of apk', () => {
  it('the list of repositories holds no credentials and no place of the building machine under nacre', async () => {
    const runtime = [
      'https://user:pa@ss@example.com/main',
      'https://example.com/more/?token=x',
      '/srv/apk',
      'file:///srv/apk',
      'memory:x',
    ]
    const repositories = runtime.map((location) => ({ location, use: 'runtime' as const }))
    const { tree } = await finish('nacre', { repositories })
    expect(await tree.text('etc/apk/repositories')).toBe('https://example.com/main\nhttps://example.com/more\n')
  })

  it('a path entry has the last word about them under nacre', async () => {
    const paths = [{ type: 'file' as const, path: '/etc/apk/repositories', content: { text: 'mine\n' } }]
    expect(await (await finish('nacre', { paths })).tree.text('etc/apk/repositories')).toBe('mine\n')
  })

  it('apko leaves the locked definition in etc/apko.json, in its order and with its omissions', async () => {
    const { tree } = await finish('apko', {
      repositories: [{ location: 'https://b.example', use: 'runtime' }],
      environment: { B: '<&>', A: '' },
      accounts: { users: [{ name: 'u', uid: 5, gid: 0 }], groups: [], runAs: 'u' },
      paths: [{ type: 'directory', path: '/x', mode: 0o755, uid: 0 }],
      layering: { strategy: 'single' },
      labels: { not: 'there' },
    })
    expect(tree.stat('etc/apko.json').mode).toBe(0o444)
    const text = await tree.text('etc/apko.json')
    expect(text).toBe(
      `{"contents":{"runtime_repositories":["https://b.example"],"repositories":["memory:base"],"packages":["base=1.0-r0"]},` +
        `"entrypoint":{},"accounts":{"run-as":"5","users":[{"username":"u","uid":5,"gid":0,"homedir":"/home/u"}]},` +
        `"archs":["amd64"],"environment":{"A":"","B":"\\u003c\\u0026\\u003e"},` +
        `"paths":[{"path":"/x","type":"directory","uid":0,"permissions":493}],"layering":{}}\n`,
    )
  })

  it('devices are in apko images and not in nacre ones', async () => {
    expect((await finish('apko', {})).tree.stat('dev/null')).toMatchObject({
      type: 'char',
      device: [1, 3],
      mode: 0o666,
    })
    expect((await finish('nacre', {})).tree.has('dev/null')).toBe(false)
  })
})
