import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { profiles } from '../profile.ts'
import { RootFs } from '../rootfs/rootfs.ts'
import { RootFsView } from '../rootfs/view.ts'
import { LocalFiles } from './local-files.ts'
import { applyPaths } from './paths.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-tree-'))
  await mkdir(join(dir, 'src/deep'), { recursive: true })
  await writeFile(join(dir, 'src/run.sh'), '#!/bin/sh\n')
  await chmod(join(dir, 'src/run.sh'), 0o750)
  await writeFile(join(dir, 'src/deep/data'), 'data')
  await chmod(join(dir, 'src/deep/data'), 0o600)
  await writeFile(join(dir, 'src/note.log'), 'log')
  await symlink('deep/data', join(dir, 'src/link'))
  await utimes(join(dir, 'src/run.sh'), 1, 1)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function place(options: object = {}): Promise<RootFsView> {
  const rootfs = new RootFs()
  const from = join(dir, 'src')
  await applyPaths(rootfs, [{ type: 'tree', path: '/app', from, ...options }], {
    profile: profiles.nacre,
    local: new LocalFiles(),
  })
  return new RootFsView(rootfs)
}

it('takes names, contents, links and whether a file may run from the disk, and nothing else', async () => {
  const tree = await place()
  expect(
    [...tree.walk('app')].map(({ path, mode, uid, mtime }) => `${path} ${mode.toString(8)} ${uid} ${mtime}`),
  ).toEqual([
    'app/deep 755 0 0',
    'app/deep/data 644 0 0',
    'app/link 777 0 0',
    'app/note.log 644 0 0',
    'app/run.sh 755 0 0',
  ])
  expect(await tree.text('app/link')).toBe('data')
})

it('gives everything the owner and time that were asked for', async () => {
  const tree = await place({ uid: 5, gid: 6, mtime: 7 })
  for (const { uid, gid, mtime } of tree.walk('app')) expect([uid, gid, mtime]).toEqual([5, 6, 7])
})

it('leaves out what patterns name', async () => {
  const tree = await place({ ignore: ['*.log', 'deep/'] })
  expect(tree.list('app')).toEqual(['link', 'run.sh'])
})

it('refuses what is neither file, directory nor link, and a directory that is not there', async () => {
  const server = createServer().listen(join(dir, 'src/socket'))
  await new Promise((done) => server.once('listening', done))
  await expect(place()).rejects.toMatchObject({ code: 'ERR_IMAGE_FILE_KIND' })
  await new Promise((done) => server.close(done))
  await expect(place({ from: join(dir, 'none') })).rejects.toMatchObject({ code: 'ERR_IMAGE_FILE_UNREADABLE' })
})
