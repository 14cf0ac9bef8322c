import { concatBytes } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import { readIndex } from '../apkindex/read.ts'
import { Keyring } from '../keyring/keyring.ts'
import { generateKey } from '../keyring/signing-key.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { blockType, readBlocks } from './blocks.ts'
import { writeBlock, writeContainer } from './container.ts'
import { formatIdentity } from './identity.ts'
import { AdbReader } from './reader.ts'
import { indexField, infoField, schema } from './schemas.ts'
import { writeAdbIndex } from './write-index.ts'
import { AdbWriter } from './writer.ts'

const record = (name: string, version: string, more: Partial<IndexRecord> = {}): IndexRecord => ({
  name,
  version,
  arch: 'x86_64',
  checksum: formatIdentity(new Uint8Array(32).fill(name.charCodeAt(0))),
  size: 1234,
  installedSize: 5678,
  description: `The package ${name}`,
  url: 'https://example.org',
  license: 'MIT',
  origin: name,
  maintainer: 'A <a@example.org>',
  buildTime: 1_700_000_000,
  commit: '0123456789abcdef0123456789abcdef01234567',
  providerPriority: 10,
  depends: ['a', 'so:libc.so.1'],
  provides: [`cmd:${name}=${version}`],
  installIf: [],
  replaces: [],
  ...more,
})

const plain = { compression: { algorithm: 'none' } } as const

describe('a v3 index', () => {
  it('gives back all that a record says', async () => {
    const records = [
      record('a', '1-r0', {
        replaces: ['b<2'],
        recommends: ['c'],
        tags: ['x', 'y'],
        layer: 1,
        installIf: ['a', 'b=1'],
      }),
      record('b', '1-r0', {
        checksum: formatIdentity(new Uint8Array(20)),
        arch: 'noarch',
        commit: '',
        origin: '',
        buildTime: 0,
      }),
    ]
    const packageNameSpec = `x86_64/\${name}-\${version}.apk`
    const read = await readIndex(await writeAdbIndex({ records, description: 'v1', packageNameSpec }))
    expect(read).toEqual({
      description: 'v1',
      records,
      signer: undefined,
      signatures: [],
      format: 'v3',
      packageNameSpec,
    })
  })

  it('is the one that reading and writing it again gives', async () => {
    const bytes = await writeAdbIndex([record('b', '1'), record('a', '2')])
    expect(
      Buffer.compare(
        await writeAdbIndex(await readIndex(bytes)),
        await writeAdbIndex([record('a', '2'), record('b', '1')]),
      ),
    ).toBe(0)
  })

  it('lists packages by name, version and hash', async () => {
    const hashed = (byte: number): Partial<IndexRecord> => ({ checksum: formatIdentity(new Uint8Array(32).fill(byte)) })
    const records = [
      record('b', '1'),
      record('a', '1.10'),
      record('B', '1'),
      record('a', '1.9', hashed(2)),
      record('a', '1.9', hashed(1)),
    ]
    const read = await readIndex(await writeAdbIndex(records))
    expect(read.records.map(({ name, version, checksum }) => `${name}-${version} ${checksum.slice(0, 4)}`)).toEqual([
      'B-1 Q2Qk',
      'a-1.9 Q2AQ',
      'a-1.9 Q2Ag',
      'a-1.10 Q2YW',
      'b-1 Q2Ym',
    ])
  })

  it('begins with ADB.indx, and has no data', async () => {
    const file = await writeAdbIndex([record('a', '1')], { ...plain, key: await generateKey({ type: 'ecdsa' }) })
    expect(Buffer.from(file.subarray(0, 8)).toString()).toBe('ADB.indx')
    expect([...readBlocks(file, 8)].map(({ type }) => type)).toEqual([blockType.adb, blockType.signature])
  })

  it('may cut hashes to 20 bytes', async () => {
    const bytes = await writeAdbIndex([record('a', '1')], { hash: 'sha256-160' })
    expect((await readIndex(bytes)).records[0]?.checksum).toBe(formatIdentity(new Uint8Array(20).fill(97)))
  })

  it('stores file size and hashes behind all other values of a record, as mkndx does', async () => {
    const file = await writeAdbIndex([record('a', '1', { size: 2 ** 30, installedSize: 2 ** 31 })], plain)
    const [block] = readBlocks(file, 8)
    const reader = new AdbReader(block!.payload)
    const list = reader.object(reader.field(reader.object(reader.root), indexField.packages))
    const info = reader.object(reader.field(list, 1))
    const offset = (slot: number): number => reader.field(info, slot) & 0x0fff_ffff
    expect(offset(infoField.installedSize)).toBeLessThan(offset(infoField.depends))
    expect(offset(infoField.provides)).toBeLessThan(offset(infoField.fileSize))
    expect(offset(infoField.fileSize)).toBeLessThan(offset(infoField.hashes))
  })

  it.each([
    ['an RSA key', () => generateKey({ bits: 2048 })],
    ['an EC key', () => generateKey({ type: 'ecdsa', curve: 'P-384' })],
  ])('is signed and verified with %s', async (_, generate) => {
    const key = await generate()
    const bytes = await writeAdbIndex([record('a', '1')], { key })
    expect((await readIndex(bytes, { keyring: Keyring.of([key]) })).signer).toBe(key.name)
    const keyring = Keyring.of([await generateKey({ type: 'ecdsa' })])
    await expect(readIndex(bytes, { keyring })).rejects.toMatchObject({ code: 'ERR_APK_SIGNATURE_UNKNOWN_KEY' })
    await expect(readIndex(await writeAdbIndex([]), { keyring })).rejects.toMatchObject({
      code: 'ERR_APK_SIGNATURE_MISSING',
    })
  })

  /** An index of one record with these fields, by slot. */
  async function indexOf(
    fields: (writer: AdbWriter) => Record<number, number>,
    data: Uint8Array[] = [],
  ): Promise<Uint8Array> {
    const writer = new AdbWriter()
    const values = fields(writer)
    const info = writer.object(Array.from({ length: 21 }, (_, at) => values[at + 1] ?? 0))
    const adb = writer.finish(writer.object([0, writer.object([info])]))
    return concatBytes([...(await writeContainer({ schema: schema.index, adb }, [])), ...data])
  }

  it('loses records without hashes, and says so', async () => {
    const bytes = await indexOf((writer) => ({ 1: writer.text('a'), 2: writer.text('1') }))
    const faults: string[] = []
    expect((await readIndex(bytes, { onFault: ({ code }) => faults.push(code) })).records).toEqual([])
    expect(faults).toEqual(['ERR_APK_INDEX_RECORD'])
    expect((await readIndex(bytes)).records).toEqual([])
    expect((await readIndex(bytes, { allowMissingChecksum: true })).records).toHaveLength(1)
  })

  it('marks records whose names do not fit into file names', async () => {
    const bytes = await indexOf((writer) => ({
      1: writer.text('../a'),
      2: writer.text('1'),
      3: writer.blob(new Uint8Array(20)),
    }))
    expect((await readIndex(bytes)).records[0]?.uninstallable).toBe('invalid name')
  })

  it('is refused with a hash of unknown length', async () => {
    const bytes = await indexOf((writer) => ({
      1: writer.text('a'),
      2: writer.text('1'),
      3: writer.blob(new Uint8Array(21)),
    }))
    await expect(readIndex(bytes)).rejects.toMatchObject({ code: 'ERR_APK_ADB_HASHES' })
  })

  it('is refused with data blocks', async () => {
    const bytes = await indexOf(() => ({}), writeBlock(blockType.data, new Uint8Array(9)))
    await expect(readIndex(bytes)).rejects.toMatchObject({ code: 'ERR_APK_ADB_BLOCK' })
  })

  it('is refused when a few bytes name one record over and over', async () => {
    const writer = new AdbWriter()
    const value = writer.object([writer.text('a'), writer.text('1'), writer.blob(new Uint8Array(20))])
    const adb = writer.finish(writer.object([0, writer.object(new Array<number>(1_000_001).fill(value))]))
    const bytes = concatBytes(await writeContainer({ schema: schema.index, adb }, []))
    await expect(readIndex(bytes)).rejects.toMatchObject({ code: 'ERR_APK_LIMIT' })
  })

  it('is refused above the limit', async () => {
    const bytes = await writeAdbIndex([record('a', '1')])
    await expect(readIndex(bytes, { limits: { index: 100 } })).rejects.toMatchObject({ code: 'ERR_APK_LIMIT' })
  })

  it('is not written with a spec that apk refuses, or a checksum that is none', async () => {
    await expect(writeAdbIndex({ records: [], packageNameSpec: 'x.apk' })).rejects.toMatchObject({
      code: 'ERR_APK_PACKAGE_NAME_SPEC',
    })
    await expect(writeAdbIndex([record('a', '1', { checksum: '' })])).rejects.toMatchObject({
      code: 'ERR_APK_CHECKSUM_FORMAT',
    })
  })
})
