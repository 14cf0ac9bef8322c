import { describe, expect, it } from 'vitest'
import { ImageError } from '../error.ts'
import { compareNames, normalizePath } from './path.ts'
import { RootFs } from './rootfs.ts'

function paths(rootfs: RootFs): string[] {
  return [...rootfs.walk()].map(([path]) => path)
}

describe('normalizePath', () => {
  it.each([
    ['/etc/motd', 'etc/motd'],
    ['etc//motd/', 'etc/motd'],
    ['./etc/./motd', 'etc/motd'],
    ['/', ''],
    ['...', '...'],
  ])('reads %j as %j', (text, expected) => expect(normalizePath(text)).toBe(expected))

  it.each(['../x', 'a/../b', 'a/..', 'a\0b'])('refuses %j, which leaves the root or ends early', (text) => {
    expect(() => normalizePath(text)).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_PATH' }))
  })
})

describe('compareNames', () => {
  it('orders by UTF-8 bytes, also where UTF-16 differs', () => {
    const names = ['b', 'a', 'é', '\u{1F600}', '\uFFFD', 'B', 'a.b', 'a-b', '']
    const byBytes = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect([...names].sort(compareNames)).toEqual(byBytes)
  })
})

describe('RootFs', () => {
  it('follows links in the directory part, inside the root only', () => {
    const rootfs = new RootFs()
    rootfs.makeDirectory('usr/lib')
    rootfs.symlink('lib', 'usr/lib')
    rootfs.symlink('abs', '/usr')
    rootfs.symlink('usr/up', '../../../../usr/lib')
    rootfs.writeFile('lib/a', 'one')
    rootfs.writeFile('abs/lib/b', 'two')
    rootfs.writeFile('usr/up/c', 'three')
    expect(paths(rootfs)).toEqual(['abs', 'lib', 'usr', 'usr/lib', 'usr/lib/a', 'usr/lib/b', 'usr/lib/c', 'usr/up'])
  })

  it('refuses loops of links', () => {
    const rootfs = new RootFs()
    rootfs.symlink('a', 'b')
    rootfs.symlink('b', 'a')
    expect(() => rootfs.lookup('a/x')).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_LINK_LOOP' }))
  })

  it('keeps attributes of a file that is written again, and gives it other content', async () => {
    const rootfs = new RootFs()
    rootfs.writeFile('etc/shadow', 'old', { mode: 0o640, gid: 42 })
    rootfs.writeFile('etc/shadow', 'new')
    expect(rootfs.lookup('etc/shadow')).toMatchObject({ mode: 0o640, gid: 42 })
    expect(await rootfs.readText('etc/shadow')).toBe('new')
  })

  it('walks names in byte order, directories before what they hold', () => {
    const rootfs = new RootFs()
    for (const path of ['b/z', 'b-a', 'b/a', 'a']) rootfs.writeFile(path, '')
    expect(paths(rootfs)).toEqual(['a', 'b', 'b/a', 'b/z', 'b-a'])
  })

  it('refuses a directory where a file stands', () => {
    const rootfs = new RootFs()
    rootfs.writeFile('a', '')
    expect(() => rootfs.makeDirectory('a/b')).toThrow(ImageError)
  })
})
