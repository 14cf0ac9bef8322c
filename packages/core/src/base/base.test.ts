import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseInstalled } from '@nacre/apk'
import { readTar } from '@nacre/archive'
import { type Registry, startRegistry } from '@nacre/oci/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuiltImage } from '../build/built-image.ts'
import { type ImageChain, image } from '../definition/chain.ts'
import { repository } from '../testing/repository.ts'

let dir: string
let layout: string
let registry: Registry

const below = repository([
  { name: 'libc', version: '1.2-r0', provides: ['so:libc.so=1'], files: { 'lib/libc.so': 'libc' }, buildTime: 500 },
  {
    name: 'shell',
    depends: ['so:libc.so'],
    files: [
      { name: 'bin/sh', content: 'sh', mode: 0o755 },
      { name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\n' },
    ],
    scripts: { 'post-install': '#!/bin/sh\n' },
    triggers: ['/bin'],
  },
])
const above = repository([
  { name: 'libc', version: '1.3-r0', provides: ['so:libc.so=1'], files: { 'lib/libc.so': 'newer' } },
  {
    name: 'tool',
    depends: ['so:libc.so'],
    files: { 'bin/tool': 'tool' },
    scripts: { trigger: '' },
    triggers: ['/lib'],
  },
  { name: 'thief', files: { 'bin/sh': 'stolen' } },
  { name: 'heir', files: { 'bin/sh': 'inherited' }, replaces: ['shell'] },
  { name: 'newer-only', depends: ['libc>=1.3'] },
])

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-base-'))
  layout = join(dir, 'layout')
  const base = image()
    .from(below)
    .add('shell')
    .env({ BASE: '1', PATH: '/base' })
    .label('from', 'base')
    .entrypoint('/bin/sh')
  const built = await base.build({ arch: ['x86_64', 'aarch64'] })
  await built.writeLayout(layout)
  registry = await startRegistry()
  await built.publish(`${registry.host}/base:1`)
})

afterAll(async () => {
  await registry.close()
  await rm(dir, { recursive: true, force: true })
})

const upon = (...packages: string[]): ImageChain =>
  image()
    .from(above)
    .base(layout)
    .add(...packages)
const build = (chain: ImageChain): Promise<BuiltImage> => chain.build({ arch: ['x86_64'] })

async function namesOnTop(built: BuiltImage): Promise<string[]> {
  const names: string[] = []
  for await (const { header } of readTar(built.arch('x86_64').layers[0]!.openPlain())) names.push(header.name)
  return names
}

describe('an image upon another', () => {
  it('has the layers of the base and one with what is new', async () => {
    const built = await build(upon('tool').file('/etc/new', 'x'))
    expect(built.arch('x86_64').config.rootfs.diff_ids).toHaveLength(2)
    const names = await namesOnTop(built)
    expect(names).toEqual(
      expect.arrayContaining(['bin', 'bin/tool', 'etc/new', 'lib/apk/db/installed', 'lib/apk/db/triggers']),
    )
    expect(names).not.toContain('bin/sh')
    expect(names).not.toContain('lib/libc.so')
  })

  it('installs nothing that the base has, and keeps its versions', async () => {
    const built = await build(upon('tool', 'libc'))
    expect(built.plan.packages('x86_64').map(({ name }) => name)).toEqual(['tool'])
    expect(await built.rootfs('x86_64').text('lib/libc.so')).toBe('libc')
  })

  it('records all packages, scripts and triggers in one database', async () => {
    const tree = (await build(upon('tool'))).rootfs('x86_64')
    const records = parseInstalled(await tree.text('lib/apk/db/installed'))
    expect(records.map(({ name, version }) => `${name}=${version}`)).toEqual([
      'libc=1.2-r0',
      'shell=1.0-r0',
      'tool=1.0-r0',
    ])
    expect(records[1]!.directories.flatMap(({ files }) => files.map(({ name }) => name))).toEqual(['sh', 'passwd'])
    expect((await tree.text('lib/apk/db/triggers')).split('\n')).toEqual([
      expect.stringMatching(/ \/bin$/),
      expect.stringMatching(/ \/lib$/),
      '',
    ])
    const scripts: string[] = []
    for await (const { header } of readTar(await tree.read('lib/apk/db/scripts.tar'))) scripts.push(header.name)
    expect(scripts).toEqual([expect.stringMatching(/^shell.*post-install$/), expect.stringMatching(/^tool.*trigger$/)])
    expect(await tree.text('etc/apk/world')).toBe('shell\ntool\n')
  })

  it("a file of the base is in nobody else's hands", async () => {
    await expect(build(upon('thief'))).rejects.toMatchObject({
      code: 'ERR_IMAGE_FILE_CONFLICT',
      details: { conflicts: [{ path: 'bin/sh', holder: 'shell-1.0-r0', claimant: 'thief-1.0-r0' }] },
    })
    const tree = (await build(upon('heir'))).rootfs('x86_64')
    expect(await tree.text('bin/sh')).toBe('inherited')
    const records = parseInstalled(await tree.text('lib/apk/db/installed'))
    const shell = records.find(({ name }) => name === 'shell')!
    expect(shell.directories.flatMap(({ files }) => files.map(({ name }) => name))).toEqual(['passwd'])
  })

  it('what needs another version than the base has is refused with the reason', async () => {
    await expect(build(upon('newer-only'))).rejects.toMatchObject({ code: 'ERR_APK_UNSOLVABLE' })
  })

  it('accounts are added to those of the base', async () => {
    const tree = (await build(upon().user({ name: 'web', uid: 7 }))).rootfs('x86_64')
    expect((await tree.text('etc/passwd')).split('\n')).toHaveLength(3)
  })

  it('inherits environment, labels and entrypoint; its own values win', async () => {
    const { config } = (await build(upon('tool').env({ BASE: '2' }).label('own', 'yes'))).arch('x86_64').config
    expect(config.Env).toEqual(expect.arrayContaining(['BASE=2', 'PATH=/base']))
    expect(config.Labels).toEqual({ from: 'base', own: 'yes' })
    expect(config.Entrypoint).toEqual(['/bin/sh'])
  })

  it('is as new as its newest package, the base included', async () => {
    expect((await build(upon('tool'))).arch('x86_64').config.created).toBe('1970-01-01T00:08:20Z')
  })

  it('comes out of a registry as well as out of a layout', async () => {
    const fromRegistry = await build(image().from(above).base(`${registry.host}/base:1`).add('tool'))
    expect(fromRegistry.digest).toBe((await build(upon('tool'))).digest)
    const again = join(dir, 'again')
    await fromRegistry.writeLayout(again)
    const third = await build(image().from(above).base(again).add('tool').file('/third', '3'))
    expect(third.arch('x86_64').config.rootfs.diff_ids).toHaveLength(3)
    expect(await third.rootfs('x86_64').text('lib/libc.so')).toBe('libc')
  })

  it.each([
    ['a directory that is no layout', () => dir],
    ['an image that is in no registry', () => `${registry.host}/nobody:1`],
    ['no reference', () => ':::'],
  ])('%s is refused', async (_, reference) => {
    await expect(build(image().from(above).base(reference()).add('tool'))).rejects.toMatchObject({
      code: 'ERR_IMAGE_BASE_UNREADABLE',
    })
  })

  it('takes one layer only', async () => {
    await expect(build(upon('tool').layers('package'))).rejects.toMatchObject({ code: 'ERR_IMAGE_LAYERING' })
  })
})
