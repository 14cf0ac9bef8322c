import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profiles } from '../profile.ts'
import { RootFs } from '../rootfs/rootfs.ts'
import { readSharedObject } from './elf.ts'
import { writeLibraryCache } from './library-cache.ts'
import { libraryDirectories } from './library-config.ts'
import { compareLibraryNames } from './library-order.ts'

interface Made {
  readonly soname?: string
  readonly machine?: number
  readonly bits?: 32 | 64
  readonly type?: number
}

/** An ELF file with one dynamic section and its strings, nothing else (System V ABI, "Object Files"). */
function sharedObject({ soname, machine = 62, bits = 64, type = 3 }: Made): Uint8Array {
  const wide = bits === 64
  const strings = Buffer.from(`\0${soname ?? ''}\0`)
  const dynamic = Buffer.alloc(wide ? 32 : 16)
  const word = (buffer: Buffer, at: number, value: number): void => {
    if (wide) buffer.writeBigUInt64LE(BigInt(value), at)
    else buffer.writeUInt32LE(value, at)
  }
  if (soname !== undefined) {
    word(dynamic, 0, 14)
    word(dynamic, wide ? 8 : 4, 1)
  }
  const header = Buffer.alloc(wide ? 64 : 52)
  header.writeUInt32BE(0x7f454c46)
  header.set([wide ? 2 : 1, 1, 1], 4)
  header.writeUInt16LE(type, 16)
  header.writeUInt16LE(machine, 18)
  const entry = wide ? 64 : 40
  const table = header.length + dynamic.length + strings.length
  word(header, wide ? 40 : 32, table)
  header.writeUInt16LE(entry, wide ? 58 : 46)
  header.writeUInt16LE(3, wide ? 60 : 48)
  const section = (kind: number, offset: number, size: number, link: number): Buffer => {
    const bytes = Buffer.alloc(entry)
    bytes.writeUInt32LE(kind, 4)
    word(bytes, wide ? 24 : 16, offset)
    word(bytes, wide ? 32 : 20, size)
    bytes.writeUInt32LE(link, wide ? 40 : 24)
    return bytes
  }
  const sections = [
    section(0, 0, 0, 0),
    section(6, header.length, dynamic.length, 2),
    section(3, header.length + dynamic.length, strings.length, 0),
  ]
  return Buffer.concat([header, dynamic, strings, ...sections])
}

/** The paths of a cache with their flags, in order. */
function entriesOf(cache: Buffer): string[] {
  expect(cache.toString('latin1', 0, 20)).toBe('glibc-ld.so.cache1.1')
  expect(cache.length % 16).toBe(0)
  return Array.from({ length: cache.readUInt32LE(20) }, (_, i) => {
    const at = 48 + 24 * i
    const text = (offset: number) => cache.toString('latin1', offset, cache.indexOf(0, offset))
    const [flags, key, value] = [cache.readUInt32LE(at), cache.readUInt32LE(at + 4), cache.readUInt32LE(at + 8)]
    expect(text(value).endsWith(`/${text(key)}`)).toBe(true)
    return `${text(value)} ${flags.toString(16)}`
  })
}

async function cacheOf(
  files: Readonly<Record<string, Uint8Array | string>>,
  profile: 'nacre' | 'apko' = 'nacre',
): Promise<string[]> {
  const rootfs = new RootFs()
  for (const [path, content] of Object.entries(files)) rootfs.writeFile(path, content)
  await writeLibraryCache(rootfs, profiles[profile])
  return entriesOf(Buffer.from((await rootfs.readFile('etc/ld.so.cache'))!))
}

describe('ld.so.cache', () => {
  const config = { 'etc/ld.so.conf': '/usr/lib\n' }

  it('is not written where nobody has a configuration for it', async () => {
    const rootfs = new RootFs()
    await writeLibraryCache(rootfs, profiles.apko)
    expect(rootfs.lookup('etc/ld.so.cache')).toBeUndefined()
  })

  it('names libraries that stand under their soname or its plain name, and no other file', async () => {
    const found = await cacheOf({
      ...config,
      'usr/lib/libz.so.1': sharedObject({ soname: 'libz.so.1' }),
      'usr/lib/libz.so.1.3': sharedObject({ soname: 'libz.so.1' }),
      'usr/lib/libz.so': sharedObject({ soname: 'libz.so.1' }),
      'usr/lib/libnone.so': sharedObject({}),
      'usr/lib/libnone.so.2': sharedObject({}),
      'usr/lib/ld-linux-x86-64.so.2': sharedObject({ soname: 'ld-linux-x86-64.so.2' }),
      'usr/lib/plugin.so': sharedObject({ soname: 'plugin.so' }),
      'usr/lib/libprogram.so': sharedObject({ soname: 'libprogram.so', type: 2 }),
      'usr/lib/libscript.so': 'INPUT(libz.so)',
      'usr/lib/sub/libsub.so': sharedObject({}),
    })
    expect(found).toEqual([
      '/usr/lib/libz.so.1 303',
      '/usr/lib/libz.so 303',
      '/usr/lib/libnone.so 303',
      '/usr/lib/ld-linux-x86-64.so.2 303',
    ])
  })

  it('knows the machines of glibc under nacre; apko stops at all but two', async () => {
    const machines: [Made, string][] = [
      [{ machine: 183 }, 'a03'],
      [{ machine: 243, bits: 64 }, 'f03'],
      [{ machine: 40, bits: 32 }, 'b03'],
      [{ machine: 3, bits: 32 }, '3'],
      [{ machine: 22 }, '403'],
    ]
    for (const [made, flags] of machines) {
      expect(await cacheOf({ ...config, 'usr/lib/liba.so': sharedObject(made) })).toEqual([`/usr/lib/liba.so ${flags}`])
    }
    const riscv = { ...config, 'usr/lib/liba.so': sharedObject({ machine: 243 }) }
    await expect(cacheOf(riscv, 'apko')).rejects.toMatchObject({ code: 'ERR_IMAGE_LIBRARY_MACHINE' })
  })

  it('damaged libraries are passed over', () => {
    const whole = sharedObject({ soname: 'libx.so' })
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const changed = Uint8Array.from(whole)
        changed[at] = value
        const read = readSharedObject(cut ? changed.subarray(0, at) : changed)
        expect(read === undefined || Array.isArray(read.sonames)).toBe(true)
      }),
    )
  })
})

describe('ld.so.conf', () => {
  const files = {
    'etc/ld.so.conf': '# comment\n/a # with a comment\n\n/a\ninclude /etc/ld.so.conf.d/*.conf\n/after\n',
    'etc/ld.so.conf.d/2.conf': '/two\n/a\n',
    'etc/ld.so.conf.d/1.conf': '/one\n',
    'etc/ld.so.conf.d/README': '/no\n',
  }
  const read = async (profile: 'nacre' | 'apko') => {
    const rootfs = new RootFs()
    for (const [path, content] of Object.entries(files)) rootfs.writeFile(path, content)
    return await libraryDirectories(rootfs, 'etc/ld.so.conf', profiles[profile])
  }

  it('includes files by pattern, in the order of their names', async () => {
    expect(await read('nacre')).toEqual(['/a', '/one', '/two', '/after'])
  })

  it('apko reads no further than the first include, and names twice what two files name', async () => {
    expect(await read('apko')).toEqual(['/a', '/one', '/two', '/a'])
  })

  it('files that include each other end', async () => {
    const rootfs = new RootFs()
    rootfs.writeFile('etc/ld.so.conf', 'include /etc/ld.so.conf\n/x\n')
    expect(await libraryDirectories(rootfs, 'etc/ld.so.conf', profiles.nacre)).toEqual(['/x'])
  })
})

describe('the order of libraries', () => {
  it.each([
    ['liba.so.9', 'liba.so.10', -1],
    ['liba.so.1', 'liba.so', 1],
    ['lib1.so', 'liba.so', 1],
    ['liba.so', 'libb.so', -1],
    ['liba.so.01', 'liba.so.1', 0],
  ])('%s against %s', (a, b, expected) => {
    expect(Math.sign(compareLibraryNames(a, b))).toBe(expected)
    expect(Math.sign(compareLibraryNames(b, a))).toBe(expected === 0 ? 0 : -expected)
  })
})
