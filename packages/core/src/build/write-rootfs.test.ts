import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { scanTar } from '@nacre/archive'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { repository } from '../testing/repository.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-rootfs-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const files = [
  { name: 'bin/a', content: 'content', mode: 0o4755, mtime: 7 },
  { name: 'bin/b', type: 'hardlink' as const, linkname: 'bin/a' },
  { name: 'bin/c', linkname: 'a' },
  { name: 'var/empty', type: 'directory' as const, mode: 0o1700, uid: 5, gid: 6 },
]
const build = (...arch: string[]) =>
  image()
    .from(repository([{ name: 'p', files }]))
    .add('p')
    .build({ arch })

/** Members of a cpio archive in the newc format, read by its own rules. */
function members(
  archive: Buffer,
): Map<string, { mode: number; uid: number; gid: number; content: string; nlink: number }> {
  const found = new Map<string, { mode: number; uid: number; gid: number; content: string; nlink: number }>()
  const align = (n: number): number => Math.ceil(n / 4) * 4
  for (let at = 0; ; ) {
    expect(archive.toString('latin1', at, at + 6)).toBe('070701')
    const field = (i: number) => Number.parseInt(archive.toString('latin1', at + 6 + 8 * i, at + 14 + 8 * i), 16)
    const [mode, uid, gid, nlink, size, length] = [field(1), field(2), field(3), field(4), field(6), field(11)]
    const name = archive.toString('utf8', at + 110, at + 110 + length - 1)
    const start = align(at + 110 + length)
    if (name === 'TRAILER!!!') return found
    found.set(name, { mode, uid, gid, nlink, content: archive.toString('utf8', start, start + size) })
    at = align(start + size)
  }
}

describe('the root file system of an image', () => {
  it('is written as tar, the same as the one layer', async () => {
    const built = await build('x86_64')
    await built.writeRootfs(join(dir, 'root.tar'))
    const chunks: Uint8Array[] = []
    for await (const chunk of built.arch('x86_64').layers[0]!.openPlain()) chunks.push(chunk)
    expect((await readFile(join(dir, 'root.tar'))).equals(Buffer.concat(chunks))).toBe(true)
    await built.writeRootfs(join(dir, 'root.tar.gz'))
    expect(gunzipSync(await readFile(join(dir, 'root.tar.gz'))).equals(Buffer.concat(chunks))).toBe(true)
    expect(scanTar(await readFile(join(dir, 'root.tar'))).map(({ header }) => header.name)).toContain('bin/b')
  })

  it('is written as cpio, every name of a linked file with its content', async () => {
    const file = join(dir, 'root.cpio')
    await (await build('x86_64')).writeRootfs(file)
    const found = members(await readFile(file))
    expect(found.get('bin/a')).toEqual({ mode: 0o104755, uid: 0, gid: 0, nlink: 1, content: 'content' })
    expect(found.get('bin/b')?.content).toBe('content')
    expect(found.get('bin/c')).toMatchObject({ mode: 0o120777, content: 'a' })
    expect(found.get('var/empty')).toMatchObject({ mode: 0o041700, uid: 5, gid: 6, nlink: 2 })
    const other = join(dir, 'initrd')
    await (await build('x86_64')).writeRootfs(other, { format: 'cpio', gzip: true })
    expect(gunzipSync(await readFile(other)).equals(await readFile(file))).toBe(true)
  })

  it('is of one architecture, which has to be named among several', async () => {
    const built = await build('x86_64', 'aarch64')
    await expect(built.writeRootfs(join(dir, 'x.tar'))).rejects.toMatchObject({ code: 'ERR_IMAGE_ARCH_MISSING' })
    await built.writeRootfs(join(dir, 'x.tar'), { arch: 'arm64' })
  })

  it('leaves nothing behind when it fails', async () => {
    const built = await build('x86_64')
    await expect(built.writeRootfs(dir)).rejects.toMatchObject({ code: 'ERR_IMAGE_OUTPUT_EXISTS' })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(built.writeRootfs(join(dir, 'aborted.tar'), { signal })).rejects.toThrow()
    expect((await readdir(dir)).filter((name) => name.includes('aborted'))).toEqual([])
  })
})

describe('looking into an image', () => {
  it('reads, lists and tells facts without writing anything', async () => {
    const tree = (await build('x86_64')).rootfs('amd64')
    expect(await tree.text('/bin/c')).toBe('content')
    expect(tree.list('bin')).toEqual(['a', 'b', 'c'])
    expect(tree.stat('bin/c')).toMatchObject({ path: 'bin/c', type: 'symlink', target: 'a', size: 0 })
    expect(tree.stat('bin/c', { follow: true })).toMatchObject({ path: 'bin/a', type: 'file', size: 7, mtime: 7 })
    expect(tree.stat('var/empty')).toMatchObject({ type: 'directory', mode: 0o1700, uid: 5, gid: 6 })
    expect([...tree.walk('bin')].map(({ path }) => path)).toEqual(['bin/a', 'bin/b', 'bin/c'])
    expect([tree.has('bin/a'), tree.has('bin/z')]).toEqual([true, false])
  })

  it('says what is wrong with a path', async () => {
    const tree = (await build('x86_64')).rootfs('x86_64')
    await expect(tree.read('nowhere')).rejects.toMatchObject({ code: 'ERR_IMAGE_PATH_MISSING' })
    await expect(tree.read('bin')).rejects.toMatchObject({ code: 'ERR_IMAGE_NOT_A_FILE' })
    expect(() => tree.list('bin/a')).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_NOT_A_DIRECTORY' }))
    expect(() => tree.stat('../x')).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_PATH' }))
  })
})
