import { encodeText } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import type { ProfileName } from '../profile.ts'
import type { RootFsView } from '../rootfs/view.ts'
import type { ApkOptions } from '../testing/apk.ts'
import { repository } from '../testing/repository.ts'

/*
 * apko's own tests of installation, in our words. Decided against: a name with `..` or a leading slash becomes no path
 * here, it is refused (apko's tree in memory takes it as it is); a definition without packages gives an image (apko
 * gives none).
 */

async function install(packages: ApkOptions[], profile: ProfileName, world = packages.map(({ name }) => name)) {
  const built = await image({ profile })
    .from(repository(packages))
    .add(...world)
    .build({ arch: ['x86_64'] })
  return built.rootfs('x86_64')
}

const record = async (tree: RootFsView, path: string, name: string): Promise<string[]> =>
  (await tree.text(path))
    .split('\n\n')
    .find((text) => text.startsWith(`P:${name}\n`) || text.includes(`\nP:${name}\n`))!
    .split('\n')

const APKO_DATABASE = 'usr/lib/apk/db/installed'

describe('two packages bring one path', () => {
  const first: ApkOptions = { name: 'a-first', origin: 'first', files: { 'etc/x': { content: 'first', mode: 0o600 } } }
  const second: ApkOptions = { name: 'b-second', origin: 'second', files: { 'etc/x': 'second' } }

  it.each(['apko', 'nacre'] as const)(
    '%s: other origins, other contents are a conflict that names both',
    async (profile) => {
      await expect(install([first, second], profile)).rejects.toMatchObject({
        code: 'ERR_IMAGE_FILE_CONFLICT',
        details: { conflicts: [{ path: 'etc/x', holder: 'a-first-1.0-r0', claimant: 'b-second-1.0-r0' }] },
      })
    },
  )

  it('nacre tells all conflicts at once', async () => {
    const files = { 'etc/x': '2', 'etc/y': '2' }
    const both = [
      { ...first, files: { 'etc/x': '1', 'etc/y': '1' } },
      { ...second, files },
    ]
    await expect(install(both, 'nacre')).rejects.toThrow(/etc\/x.*etc\/y/)
  })

  it.each(['apko', 'nacre'] as const)('%s: what declares "replaces" wins', async (profile) => {
    const tree = await install([first, { ...second, replaces: ['a-first'] }], profile)
    expect(await tree.text('etc/x')).toBe('second')
    expect(tree.stat('etc/x').mode).toBe(0o644)
  })

  it.each(['apko', 'nacre'] as const)(
    '%s: what is installed already stays where it replaces the new one',
    async (profile) => {
      const tree = await install([{ ...first, replaces: ['b-second'] }, second], profile)
      expect(await tree.text('etc/x')).toBe('first')
    },
  )

  it.each(['apko', 'nacre'] as const)('%s: the last one of an origin wins', async (profile) => {
    const tree = await install([first, { ...second, origin: 'first' }], profile)
    expect(await tree.text('etc/x')).toBe('second')
  })

  it('apko: equal contents are no conflict, and the first one keeps mode and record', async () => {
    const tree = await install([first, { ...second, files: { 'etc/x': 'first' } }], 'apko')
    expect(tree.stat('etc/x').mode).toBe(0o600)
    expect(await record(tree, APKO_DATABASE, 'a-first')).toContain('R:x')
    expect(await record(tree, APKO_DATABASE, 'b-second')).not.toContain('R:x')
  })

  it('nacre: equal contents of two origins are a conflict, as for apk', async () => {
    await expect(install([first, { ...second, files: { 'etc/x': 'first' } }], 'nacre')).rejects.toMatchObject({
      code: 'ERR_IMAGE_FILE_CONFLICT',
    })
  })

  it('a version in "replaces" counts for nacre, and makes it void for apko', async () => {
    const replacing = { ...second, replaces: ['a-first<2'] }
    expect(await (await install([first, replacing], 'nacre')).text('etc/x')).toBe('second')
    await expect(install([first, replacing], 'apko')).rejects.toMatchObject({ code: 'ERR_IMAGE_FILE_CONFLICT' })
    await expect(install([first, { ...second, replaces: ['a-first<1'] }], 'nacre')).rejects.toMatchObject({
      code: 'ERR_IMAGE_FILE_CONFLICT',
    })
  })

  it('a file over a directory, or a link over one, is refused', async () => {
    const over = { name: 'b-over', files: { 'etc/d': 'file' } }
    await expect(install([{ name: 'a', files: { 'etc/d/': '' } }, over], 'apko')).rejects.toMatchObject({
      code: 'ERR_IMAGE_PACKAGE_ENTRY',
      details: { path: 'etc/d', package: 'b-over' },
    })
  })
})

describe('attributes', () => {
  const owned: ApkOptions = {
    name: 'owned',
    files: [
      { name: 'var/x', type: 'directory', mode: 0o3775, uid: 7, gid: 8, mtime: 5 },
      { name: 'var/x/su', content: 's', mode: 0o4755, uid: 7, gid: 8, mtime: 6, xattrs: { 'user.a': encodeText('1') } },
    ],
  }

  it('nacre keeps owners and all mode bits of files and directories', async () => {
    const tree = await install([owned], 'nacre')
    expect(tree.stat('var/x')).toMatchObject({ mode: 0o3775, uid: 7, gid: 8, mtime: 5 })
    expect(tree.stat('var/x/su')).toMatchObject({ mode: 0o4755, uid: 7, gid: 8, mtime: 6 })
  })

  it('apko gives everything to root and drops special bits of directories, but records what the package says', async () => {
    const tree = await install([owned], 'apko')
    expect(tree.stat('var/x')).toMatchObject({ mode: 0o775, uid: 0, gid: 0, mtime: 5 })
    expect(tree.stat('var/x/su')).toMatchObject({ mode: 0o4755, uid: 0, gid: 0 })
    const lines = await record(tree, APKO_DATABASE, 'owned')
    expect(lines).toContain('M:7:8:3775')
    expect(lines).toContain('a:7:8:4755')
  })

  it('extended attributes of files and directories are kept', async () => {
    const tree = await install([owned], 'apko')
    expect(tree.stat('var/x/su').xattrs).toEqual({ 'user.a': encodeText('1') })
  })

  it('apko: of a directory the first package gives the mode, the last one the time', async () => {
    const one = { name: 'a', files: [{ name: 'srv', type: 'directory' as const, mode: 0o700, mtime: 1 }] }
    const two = { name: 'b', files: [{ name: 'srv', type: 'directory' as const, mode: 0o755, mtime: 2 }] }
    expect((await install([one, two], 'apko')).stat('srv')).toMatchObject({ mode: 0o700, mtime: 2 })
  })
})

describe('links', () => {
  it('files through a linked directory land behind the link', async () => {
    const merged = {
      name: 'a-merged',
      files: [
        { name: 'usr/lib', type: 'directory' as const },
        { name: 'lib', linkname: 'usr/lib' },
      ],
    }
    const tree = await install([merged, { name: 'b', files: { 'lib/b.so': 'b' } }], 'nacre')
    expect(tree.stat('lib').target).toBe('usr/lib')
    expect(await tree.text('usr/lib/b.so')).toBe('b')
  })

  it('absolute links and links with ".." stay inside the tree', async () => {
    const links = [
      { name: 'up', linkname: '../../../../etc' },
      { name: 'root', linkname: '/' },
    ]
    const tree = await install(
      [
        { name: 'a', files: links },
        { name: 'b', files: { 'etc/passwd': 'ours' } },
      ],
      'nacre',
    )
    expect(await tree.text('up/passwd')).toBe('ours')
    expect(await tree.text('root/etc/passwd')).toBe('ours')
  })

  it('a loop of links ends with an error', async () => {
    const loop = [
      { name: 'a', linkname: 'b' },
      { name: 'b', linkname: 'a' },
    ]
    const tree = await install([{ name: 'x', files: loop }], 'nacre')
    expect(() => tree.stat('a/file')).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_LINK_LOOP' }))
  })

  it('a hard link is a further name of its file, changed with it', async () => {
    const files = [
      { name: 'bin/one', content: 'x' },
      { name: 'bin/two', type: 'hardlink' as const, linkname: 'bin/one' },
    ]
    const built = await image()
      .from(repository([{ name: 'a', files }]))
      .add('a')
      .permissions('bin/two', { mode: 0o700 })
      .build({ arch: ['x86_64'] })
    expect(built.rootfs('x86_64').stat('bin/one').mode).toBe(0o700)
  })
})

describe('the installed database of apko', () => {
  const lines = async (files: ApkOptions['files']): Promise<string[]> => {
    const all = await record(await install([{ name: 'p', files: files! }], 'apko'), APKO_DATABASE, 'p')
    return all.slice(all.findIndex((line) => line.startsWith('C:')) + 1).filter((line) => !line.startsWith('Z:'))
  }

  it('a file at the root stands under a bare F:', async () => {
    expect(await lines({ top: 'x' })).toEqual(['F:', 'R:top'])
  })

  it('files stand before the directories beside them', async () => {
    expect(await lines({ 'etc/b/c': 'x', 'etc/a.conf': 'x', 'etc/z': 'x' })).toEqual([
      'F:etc',
      'R:a.conf',
      'R:z',
      'F:etc/b',
      'R:c',
    ])
  })

  it.each([
    [{ name: 'd/f', content: '' }, []],
    [{ name: 'd/f', content: '', mode: 0o600 }, ['a:0:0:0600']],
    [{ name: 'd/f', content: '', mode: 0o4755 }, ['a:0:0:4755']],
    [{ name: 'd/f', content: '', gid: 42 }, ['a:0:42:0644']],
  ])('%j is recorded with %j', async (file, expected) => {
    expect(await lines([file])).toEqual(['F:d', 'R:f', ...expected])
  })

  it.each([
    [{ mode: 0o755 }, []],
    [{ uid: 1001 }, ['M:1001:0:0755']],
    [{ gid: 1001 }, ['M:0:1001:0755']],
    [{ mode: 0o700 }, ['M:0:0:0700']],
    [{ mode: 0o2600 }, ['M:0:0:2600']],
  ])('a directory with %j is recorded with %j', async (attributes, expected) => {
    expect(await lines([{ name: 'd', type: 'directory', ...attributes }])).toEqual(['F:d', ...expected])
  })
})

describe('/lib/apk', () => {
  it.each<[string, ApkOptions['files'], string | undefined]>([
    ['is made where there is no /lib', {}, '../usr/lib/apk'],
    ['is made in a /lib that is there', { 'lib/x': 'x' }, '../usr/lib/apk'],
    ['replaces empty directories of packages', { 'lib/apk/db/': '', 'lib/apk/exec/': '' }, '../usr/lib/apk'],
    ['stays where it leads to the database already', [{ name: 'lib/apk', linkname: '/usr/lib/apk' }], '/usr/lib/apk'],
    ['is not needed where /lib is a link', [{ name: 'lib', linkname: '/usr/lib' }], undefined],
  ])('%s', async (_, files, target) => {
    const tree = await install([{ name: 'p', files: files! }], 'apko')
    expect(target === undefined ? tree.stat('lib').target : tree.stat('lib/apk').target).toBe(target ?? '/usr/lib')
    expect(await tree.text('lib/apk/db/installed')).toContain('P:p')
  })

  it.each(['lib/apk/file', 'lib/apk/db/file'])('is refused over %s', async (path) => {
    await expect(install([{ name: 'p', files: { [path]: 'x' } }], 'apko')).rejects.toMatchObject({
      code: 'ERR_IMAGE_DATABASE_LINK',
    })
  })
})

describe('scripts', () => {
  const scripted: ApkOptions = {
    name: 'scripted',
    scripts: { 'post-install': '#!/bin/sh\n', 'post-upgrade': '#!/bin/sh\n' },
    triggers: ['/usr/bin/*'],
  }

  it.each(['nacre', 'apko'] as const)('%s: a warning names the package whose scripts nothing ran', async (profile) => {
    const messages: string[] = []
    await image({ profile })
      .from(repository([scripted, { name: 'quiet', scripts: { 'post-upgrade': '' } }]))
      .add('scripted', 'quiet')
      .build({ arch: ['x86_64'], onEvent: (event) => event.kind === 'warning' && messages.push(event.message) })
    expect(messages).toEqual([expect.stringMatching(/scripted-1\.0-r0 for x86_64: its post-install was not run/)])
  })

  it('apko dates scripts.tar by what was asked for and keeps triggers line by line', async () => {
    const built = await image({ profile: 'apko' })
      .from(repository([{ ...scripted, buildTime: 99 }]))
      .add('scripted')
      .build({ arch: ['x86_64'], epoch: 5 })
    const tree = built.rootfs('x86_64')
    const archive = Buffer.from(await tree.read('usr/lib/apk/db/scripts.tar'))
    expect(archive.toString('latin1', 0, 100)).toMatch(/^scripted-1\.0-r0\.Q1.{27}=\.post-install\0/)
    expect(archive.toString('latin1', 136, 147)).toBe('00000000005')
    expect(await tree.text('usr/lib/apk/db/triggers')).toMatch(/^Q1\S+ \/usr\/bin\/\*\n$/)
  })
})
