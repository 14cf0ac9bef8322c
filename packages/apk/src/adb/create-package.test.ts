import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { blockType, readBlocks } from './blocks.ts'
import { type CreateAdbPackageOptions, createAdbPackage } from './create-package.ts'
import { readFiles } from './files.ts'
import { AdbReader } from './reader.ts'
import { aclField, directoryField, fileField, infoField, packageField } from './schemas.ts'
import { lowOf, typeOf, valueType } from './value.ts'

const info = { name: 'a', version: '1' }

/** The payload of the ADB block, and those of the data blocks. */
async function payloads(
  options: Omit<CreateAdbPackageOptions, 'compression'>,
): Promise<{ adb: Uint8Array; data: Uint8Array[] }> {
  const file = await createAdbPackage({ ...options, compression: { algorithm: 'none' } })
  const blocks = [...readBlocks(file, 8)]
  return {
    adb: blocks[0]!.payload,
    data: blocks.filter(({ type }) => type === blockType.data).map(({ payload }) => payload),
  }
}

const read = async (options: Omit<CreateAdbPackageOptions, 'compression'>): Promise<AdbReader> =>
  new AdbReader((await payloads(options)).adb)

/** The object that a path of slots leads to from the root. */
function follow(reader: AdbReader, ...slots: number[]): number {
  let object = reader.object(reader.root)
  for (const slot of slots) object = reader.object(reader.field(object, slot))
  return object
}

const words = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer)

describe('a v3 package', () => {
  it('has, byte for byte, the layout of apk mkpkg', async () => {
    const idHead = Buffer.of(20)
    const before = (root: number, id: Uint8Array): Buffer =>
      Buffer.concat([
        words(0, root),
        Buffer.from('\x01a\x011'),
        idHead,
        id,
        Buffer.alloc(3),
        // Info: name, version, hashes, and in slot 12 the installed size 0.
        words(13, 0x8000_0008, 0x8000_000a, 0x8000_000c, 0, 0, 0, 0, 0, 0, 0, 0, 0x1000_0000),
        words(2, 0xe000_0024),
      ])
    const zeros = before(0xe000_0058, new Uint8Array(20))
    const id = createHash('sha256').update(zeros).digest().subarray(0, 20)
    expect((await payloads({ info })).adb).toEqual(new Uint8Array(before(0xe000_0058, id)))
  })

  it('begins with ADB., the schema pckg and the ADB block', async () => {
    const file = await createAdbPackage({ info, compression: { algorithm: 'none' } })
    expect(Buffer.from(file.subarray(0, 8)).toString()).toBe('ADB.pckg')
    expect(new DataView(file.buffer, file.byteOffset).getUint32(8, true)).toBe(4 + 96)
  })

  it('has a unique id: SHA-256 of the payload with zeros in its place, cut to 20 bytes', async () => {
    const { adb } = await payloads({ info, files: { 'etc/x': 'x' }, scripts: { trigger: 'x' } })
    const reader = new AdbReader(adb)
    const id = reader.blob(reader.field(follow(reader, packageField.info), infoField.hashes))
    const found = Buffer.from(id)
    const zeroed = adb.slice()
    zeroed.fill(0, id.byteOffset - adb.byteOffset, id.byteOffset - adb.byteOffset + 20)
    expect(createHash('sha256').update(zeroed).digest().subarray(0, 20).equals(found)).toBe(true)
  })

  it('lists the root first, directories by path, files by name, bytewise', async () => {
    const reader = await read({
      info,
      files: { 'usr/b': '', 'usr/B': '', 'usr/é': '', 'usr-x/a': '', 'usr/lib/c': '', a: '' },
    })
    const paths = reader.field(reader.object(reader.root), packageField.paths)
    expect([...readFiles(reader, paths, [].values())].map(({ name }) => name)).toEqual([
      'a',
      'usr',
      'usr/B',
      'usr/b',
      'usr/é',
      'usr-x',
      'usr-x/a',
      'usr/lib',
      'usr/lib/c',
    ])
    expect(reader.field(follow(reader, packageField.paths, 1), directoryField.name)).toBe(0)
  })

  it('has no paths where there are no files', async () => {
    const reader = await read({ info })
    expect(reader.field(reader.object(reader.root), packageField.paths)).toBe(0)
  })

  it('stores values in the order of mkpkg: files of a directory, the directory, then sizes, id, info, paths, scripts, triggers', async () => {
    const reader = await read({
      info: { ...info, installedSize: 2 ** 30, triggers: ['/usr/*'] },
      files: { 'etc/x': { content: 'x', mtime: 2 ** 29, mode: 0o600 } },
      scripts: { 'post-install': 'true' },
    })
    const root = reader.object(reader.root)
    const infoObject = follow(reader, packageField.info)
    const directory = follow(reader, packageField.paths, 2)
    const file = follow(reader, packageField.paths, 2, directoryField.files, 1)
    const offsets = [
      reader.field(infoObject, infoField.version),
      reader.field(file, fileField.name),
      reader.field(file, fileField.hash),
      reader.field(file, fileField.mtime),
      reader.field(file, fileField.acl),
      reader.field(follow(reader, packageField.paths, 2, directoryField.files), 1),
      reader.field(directory, directoryField.name),
      reader.field(directory, directoryField.files),
      reader.field(follow(reader, packageField.paths), 2),
      reader.field(infoObject, infoField.installedSize),
      reader.field(infoObject, infoField.hashes),
      reader.field(root, packageField.info),
      reader.field(root, packageField.paths),
      reader.field(root, packageField.scripts),
      reader.field(root, packageField.triggers),
      reader.root,
    ].map(lowOf)
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
    expect(new Set(offsets).size).toBe(offsets.length)
  })

  it('stores lists with type object, only extended attributes with type array', async () => {
    const xattrs = { 'user.b': Uint8Array.of(1), 'user.a': Uint8Array.of(2) }
    const reader = await read({ info: { ...info, triggers: ['/x'] }, files: { x: { content: 'x', xattrs } } })
    const root = reader.object(reader.root)
    const directory = follow(reader, packageField.paths, 1)
    const acl = follow(reader, packageField.paths, 1, directoryField.files, 1, fileField.acl)
    expect(
      [
        reader.field(root, packageField.paths),
        reader.field(root, packageField.triggers),
        reader.field(directory, directoryField.files),
      ].map(typeOf),
    ).toEqual([valueType.object, valueType.object, valueType.object])
    const list = reader.field(acl, aclField.xattrs)
    expect(typeOf(list)).toBe(valueType.array)
    expect(
      [1, 2].map((item) => Buffer.from(reader.blob(reader.field(reader.object(list), item))).toString('latin1')),
    ).toEqual(['user.a\0\x02', 'user.b\0\x01'])
  })

  it('stores permission bits only, owners by name, and shares what is equal', async () => {
    const reader = await read({ info, files: { 'etc/a': 'x', 'etc/b': 'x' } })
    const file = (slot: number): number => follow(reader, packageField.paths, 2, directoryField.files, slot)
    const acl = reader.object(reader.field(file(1), fileField.acl))
    expect(reader.int(reader.field(acl, aclField.mode))).toBe(0o644)
    expect(reader.text(reader.field(acl, aclField.user))).toBe('root')
    expect(reader.field(acl, aclField.user)).toBe(reader.field(acl, aclField.group))
    expect(reader.field(file(1), fileField.acl)).toBe(reader.field(file(2), fileField.acl))
    expect(reader.field(file(1), fileField.hash)).toBe(reader.field(file(2), fileField.hash))
  })

  it('makes the first of hard-linked names the file, and repeats size, hash and owner for the others', async () => {
    const options = {
      info,
      files: {
        'b/z': { content: 'zz', mode: 0o751 },
        'b/a': { type: 'hardlink', linkname: 'b/z' },
        'c/l': { type: 'hardlink', linkname: 'b/z' },
      },
    } as const
    const { adb, data } = await payloads(options)
    const reader = new AdbReader(adb)
    const first = follow(reader, packageField.paths, 2, directoryField.files, 1)
    expect(reader.text(reader.field(first, fileField.name))).toBe('a')
    expect(reader.field(first, fileField.target)).toBe(0)
    for (const link of [
      follow(reader, packageField.paths, 2, directoryField.files, 2),
      follow(reader, packageField.paths, 3, directoryField.files, 1),
    ]) {
      expect(Buffer.from(reader.blob(reader.field(link, fileField.target))).toString('latin1')).toBe('\x00\x80b/a')
      for (const slot of [fileField.size, fileField.hash, fileField.acl])
        expect(reader.field(link, slot)).toBe(reader.field(first, slot))
    }
    expect(data.map((payload) => [...payload])).toEqual([[2, 0, 0, 0, 1, 0, 0, 0, 122, 122]])
    expect(reader.int(reader.field(follow(reader, packageField.info), infoField.installedSize))).toBe(2)
  })

  it('has one data block for each regular file that is not empty, numbered as slots, in order', async () => {
    const { data } = await payloads({
      info,
      files: { 'b/x': 'BX', 'a/y': 'AY', 'a/e': '', 'a/l': { linkname: 'y' }, top: 'T' },
    })
    expect(data.map((payload) => [payload[0], payload[4], Buffer.from(payload.subarray(8)).toString()])).toEqual([
      [1, 1, 'T'],
      [2, 3, 'AY'],
      [3, 1, 'BX'],
    ])
  })

  it('gives empty files the hash of nothing and size 0', async () => {
    const reader = await read({ info, files: { e: '' } })
    const file = follow(reader, packageField.paths, 1, directoryField.files, 1)
    expect(Buffer.from(reader.blob(reader.field(file, fileField.hash))).equals(createHash('sha256').digest())).toBe(
      true,
    )
    expect(reader.field(file, fileField.size)).toBe(0x1000_0000)
  })

  it.each([
    ['nothing', {}, 0],
    ['an empty directory', { files: { 'etc/': {} } }, 1],
    ['a script', { scripts: { 'pre-install': 'x' } }, 1],
    ['files', { files: { a: 'aa', b: 'bbb' } }, 5],
  ])('has the installed size of %s', async (_, more, size) => {
    const reader = await read({ info, ...more })
    expect(reader.int(reader.field(follow(reader, packageField.info), infoField.installedSize))).toBe(size)
  })

  it.each([
    [{ info: { name: 'a/b', version: '1' } }, 'ERR_APK_INFO_INVALID'],
    [{ info: { name: '.a', version: '1' } }, 'ERR_APK_INFO_INVALID'],
    [{ info: { name: 'a', version: '1.' } }, 'ERR_APK_INFO_INVALID'],
    [{ info: { ...info, depends: ['a@b'] } }, 'ERR_APK_DEPENDENCY_INVALID'],
    [{ info: { ...info, buildTime: -1 } }, 'ERR_APK_ADB_NUMBER'],
    [{ info, files: { '../x': '' } }, 'ERR_APK_ENTRY_NAME'],
    [{ info, compression: { algorithm: 'deflate', level: 99 } } as const, 'ERR_APK_ARCHIVE'],
  ])('is not written from %j', async (options, code) => {
    await expect(createAdbPackage(options)).rejects.toMatchObject({ code })
  })

  it('is the same each time', async () => {
    const options = { info, files: { 'etc/x': 'x' }, compression: { algorithm: 'zstd' } } as const
    expect(Buffer.compare(await createAdbPackage(options), await createAdbPackage(options))).toBe(0)
  })
})
