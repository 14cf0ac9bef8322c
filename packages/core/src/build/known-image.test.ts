import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ImageChain, image } from '../definition/chain.ts'
import { recordEvents } from '../testing/event-recorder.ts'
import { repository } from '../testing/repository.ts'
import type { BuiltImage } from './built-image.ts'

let dir: string
let local: ImageChain
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-known-'))
  await mkdir(join(dir, 'app'))
  await writeFile(join(dir, 'app/main'), 'main')
  await writeFile(join(dir, 'app/main.log'), 'log')
  await symlink('main', join(dir, 'app/link'))
  await writeFile(join(dir, 'settings'), 'settings')
  local = image()
    .from(repository(['libc']))
    .add('libc')
    .tree(join(dir, 'app'), '/app', { ignore: ['*.log'] })
    .fileFrom('/etc/settings', join(dir, 'settings'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** A build, and whether its tree had to be made. */
async function build(definition: ImageChain): Promise<{ built: BuiltImage; made: boolean }> {
  const { events, onEvent } = recordEvents()
  const built = await definition.build({ arch: ['x86_64'], cache: join(dir, 'cache'), tree: false, onEvent })
  return { built, made: events.some(({ kind }) => kind === 'installed') }
}

it('knows an image with local files again whose bytes are the same, whatever their dates', async () => {
  const first = await build(local)
  await utimes(join(dir, 'app/main'), 5, 5)
  await writeFile(join(dir, 'app/main.log'), 'what is ignored may change')
  const second = await build(local)
  expect([first.made, second.made]).toEqual([true, false])
  expect(second.built.digest).toBe(first.built.digest)
  await second.built.readTrees()
  expect(await second.built.arch('x86_64').rootfs.readText('app/main')).toBe('main')
})

it.each<[string, () => Promise<void>]>([
  ['a file of another content', () => writeFile(join(dir, 'app/main'), 'other')],
  ['a file that its owner may run now', () => chmod(join(dir, 'app/main'), 0o755)],
  ['a further file', () => writeFile(join(dir, 'app/further'), '')],
  [
    'a link to elsewhere',
    async () => {
      await rm(join(dir, 'app/link'))
      await symlink('elsewhere', join(dir, 'app/link'))
    },
  ],
  ['a single file of another content', () => writeFile(join(dir, 'settings'), 'other')],
])('makes an image anew for %s', async (_, change) => {
  const first = await build(local)
  await change()
  const second = await build(local)
  expect(second.made).toBe(true)
  expect(second.built.digest).not.toBe(first.built.digest)
})

it('tells of a local file that is gone as if nothing had been known', async () => {
  await build(local)
  await rm(join(dir, 'settings'))
  await expect(build(local)).rejects.toMatchObject({ code: 'ERR_IMAGE_FILE_UNREADABLE' })
})

it('knows an image upon a base again as long as the base is the same one', async () => {
  const base = join(dir, 'base')
  const upon = image()
    .from(repository(['libc', 'tool']))
    .base(base)
    .add('tool')
  const layBase = async (text: string): Promise<void> => {
    await rm(base, { recursive: true, force: true })
    const below = image()
      .from(repository(['libc']))
      .add('libc')
      .file('/etc/issue', text)
    await (await below.build({ arch: ['x86_64'] })).writeLayout(base)
  }
  await layBase('one')
  const first = await build(upon)
  const second = await build(upon)
  await layBase('two')
  const third = await build(upon)
  expect([first.made, second.made, third.made]).toEqual([true, false, true])
  expect(second.built.digest).toBe(first.built.digest)
  expect(third.built.digest).not.toBe(first.built.digest)
})
