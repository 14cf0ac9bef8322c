import { concatBytes } from '@nacre/archive'
import { beforeAll, describe, expect, it } from 'vitest'
import { generateEcdsaKey } from '../keyring/ecdsa-key.ts'
import { Keyring } from '../keyring/keyring.ts'
import { type OpenPackageOptions, openPackage } from '../package/open.ts'
import { blockType, readBlocks } from './blocks.ts'
import { compressAdb } from './compression.ts'
import { writeBlock } from './container.ts'
import { createAdbPackage } from './create-package.ts'
import { formatIdentity, identityOf } from './identity.ts'

const files = {
  'usr/bin/one': { content: 'first\n', mode: 0o4755 },
  'usr/bin/two': 'second\n',
  'usr/bin/link': { linkname: 'one' },
  'usr/share/empty': '',
}
const info = { name: 'a', version: '1-r0', arch: 'x86_64', buildTime: 1_700_000_000 }

interface Block {
  type: number
  payload: Uint8Array
}

const HEADER = new TextEncoder().encode('ADB.pckg')

/** Puts a file together from blocks. */
const fileOf = (blocks: readonly Block[], header = HEADER): Uint8Array =>
  concatBytes([header, ...blocks.flatMap(({ type, payload }) => writeBlock(type, payload))])

function changed(payload: Uint8Array, place: number): Uint8Array {
  const copy = payload.slice()
  copy[place]! ^= 0x20
  return copy
}

describe('opening v3 packages', () => {
  let keyring: Keyring
  let otherKeyring: Keyring
  let file: Uint8Array
  let blocks: Block[]
  let checksum: string
  beforeAll(async () => {
    const key = await generateEcdsaKey({ type: 'ecdsa', name: 'builder' })
    keyring = Keyring.of([key])
    otherKeyring = Keyring.of([await generateEcdsaKey({ type: 'ecdsa', name: 'other' })])
    file = await createAdbPackage({ info, files, key, compression: { algorithm: 'none' } })
    blocks = [...readBlocks(file, 8)].map(({ type, payload }) => ({ type, payload }))
    checksum = formatIdentity(identityOf(blocks[0]!.payload))
  })

  /** What verifying a file says: OK, or the code of the error. */
  async function verdict(bytes: Uint8Array, options: OpenPackageOptions): Promise<string> {
    try {
      await (await openPackage(bytes, options)).verify()
      return 'OK'
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  it('lists entries with mode, owner, time, hash and content', async () => {
    const entries = []
    for await (const entry of (await openPackage(file, { keyring })).entries()) {
      const { name, type, mode, size, mtime, linkname, uname, uid } = entry
      entries.push([name, type, mode, size, mtime, linkname, uname, uid, Buffer.from(await entry.content()).toString()])
    }
    expect(entries).toEqual([
      ['usr', 'directory', 0o755, 0, 0, '', 'root', 0, ''],
      ['usr/bin', 'directory', 0o755, 0, 0, '', 'root', 0, ''],
      ['usr/bin/link', 'symlink', 0o777, 0, info.buildTime, 'one', 'root', 0, ''],
      ['usr/bin/one', 'file', 0o4755, 6, info.buildTime, '', 'root', 0, 'first\n'],
      ['usr/bin/two', 'file', 0o644, 7, info.buildTime, '', 'root', 0, 'second\n'],
      ['usr/share', 'directory', 0o755, 0, 0, '', 'root', 0, ''],
      ['usr/share/empty', 'file', 0o644, 0, info.buildTime, '', 'root', 0, ''],
    ])
  })

  it('gives contents by offset in the uncompressed file, hard links those of their file', async () => {
    const bytes = await createAdbPackage({
      info,
      files: { ...files, 'usr/bin/hard': { type: 'hardlink', linkname: 'usr/bin/two' } },
    })
    const expanded = await (await openPackage(bytes)).expand()
    const entry = (name: string) => expanded.entries.find((found) => found.name === name)!
    expect(entry('usr/bin/two').type).toBe('hardlink')
    expect(Buffer.from(expanded.content(entry('usr/bin/two'))).toString()).toBe('second\n')
    const { offset, size } = entry('usr/bin/hard')
    expect(Buffer.from(expanded.tar.subarray(offset, offset + size)).toString()).toBe('second\n')
  })

  it('takes owners that the target will have to look up for nobody', async () => {
    const bytes = await createAdbPackage({ info, files: { x: { content: '', uname: 'ntp', gname: 'root' } } })
    for await (const { uname, uid, gid } of (await openPackage(bytes)).entries())
      expect([uname, uid, gid]).toEqual(['ntp', 65534, 0])
  })

  it('says who signed, verified or not', async () => {
    const known = await openPackage(file, { keyring })
    expect([known.signer, known.signatures]).toEqual(['builder.pub', ['builder.pub']])
    const unknown = await openPackage(file)
    expect([unknown.signer, unknown.signatures[0]]).toEqual([undefined, expect.stringMatching(/^[0-9a-f]{32}$/)])
  })

  it('gives the record by which an index lists it: SHA-256 of the payload, size of the file', async () => {
    const packed = await compressAdb(file)
    expect((await openPackage(packed)).record()).toMatchObject({
      name: 'a',
      version: '1-r0',
      checksum,
      size: packed.length,
      installedSize: 13,
    })
  })

  // Verdicts of apk-tools 3.0.6 on the same changes; it says UNTRUSTED where a code here is ERR_APK_SIGNATURE_….
  describe.each([
    ['nothing', () => file, 'OK', 'OK'],
    [
      'the payload',
      () => fileOf([{ ...blocks[0]!, payload: changed(blocks[0]!.payload, 9) }, ...blocks.slice(1)]),
      'ERR_APK_SIGNATURE_BAD',
      'OK',
    ],
    [
      'no signature',
      () => fileOf(blocks.filter(({ type }) => type !== blockType.signature)),
      'ERR_APK_SIGNATURE_MISSING',
      'OK',
    ],
    [
      'the data of a file',
      () => fileOf(blocks.map((block, at) => (at === 2 ? { ...block, payload: changed(block.payload, 9) } : block))),
      'ERR_APK_ENTRY_CHECKSUM',
      'ERR_APK_ENTRY_CHECKSUM',
    ],
    [
      'swapped data',
      () => fileOf([blocks[0]!, blocks[1]!, blocks[3]!, blocks[2]!]),
      'ERR_APK_ADB_BLOCK',
      'ERR_APK_ADB_BLOCK',
    ],
    ['data once more', () => fileOf([...blocks, blocks[3]!]), 'ERR_APK_ADB_BLOCK', 'ERR_APK_ADB_BLOCK'],
    ['missing data', () => fileOf(blocks.slice(0, 3)), 'ERR_APK_ADB_BLOCK', 'ERR_APK_ADB_BLOCK'],
    [
      'longer data',
      () => fileOf([...blocks.slice(0, 3), { ...blocks[3]!, payload: concatBytes([blocks[3]!.payload, HEADER]) }]),
      'ERR_APK_ADB_BLOCK',
      'ERR_APK_ADB_BLOCK',
    ],
    [
      'the signature behind the data',
      () => fileOf([blocks[0]!, blocks[2]!, blocks[3]!, blocks[1]!]),
      'ERR_APK_SIGNATURE_MISSING',
      'ERR_APK_ADB_BLOCK',
    ],
    [
      'the schema',
      () => fileOf(blocks, new TextEncoder().encode('ADB.indx')),
      'ERR_APK_SIGNATURE_BAD',
      'ERR_APK_ADB_SCHEMA',
    ],
    [
      'the compat version',
      () =>
        fileOf([
          { ...blocks[0]!, payload: concatBytes([Uint8Array.of(1), blocks[0]!.payload.subarray(1)]) },
          ...blocks.slice(1),
        ]),
      'ERR_APK_ADB_VERSION',
      'ERR_APK_ADB_VERSION',
    ],
    [
      'the version',
      () =>
        fileOf([
          { ...blocks[0]!, payload: concatBytes([Uint8Array.of(0, 1), blocks[0]!.payload.subarray(2)]) },
          ...blocks.slice(1),
        ]),
      'ERR_APK_SIGNATURE_BAD',
      'OK',
    ],
    ['the padding', () => paddingChanged(), 'OK', 'OK'],
    ['a long block head', () => longHead(), 'OK', 'OK'],
    ['the signature twice', () => fileOf([blocks[0]!, blocks[1]!, blocks[1]!, ...blocks.slice(2)]), 'OK', 'OK'],
    [
      'another signature in front',
      () => fileOf([blocks[0]!, { type: 1, payload: changed(blocks[1]!.payload, 40) }, ...blocks.slice(1)]),
      'OK',
      'OK',
    ],
    ['a second ADB block', () => fileOf([blocks[0]!, ...blocks]), 'ERR_APK_ADB_BLOCK', 'ERR_APK_ADB_BLOCK'],
    ['no blocks', () => HEADER, 'ERR_APK_ADB_BLOCK', 'ERR_APK_ADB_BLOCK'],
  ])('with %s changed', (_, make, trusted, untrusted) => {
    it(`says ${trusted} with the key`, async () => {
      expect(await verdict(make(), { keyring })).toBe(trusted)
    })
    it(`says ${untrusted} when untrusted input is allowed`, async () => {
      expect(await verdict(make(), { keyring, allowUntrusted: true })).toBe(untrusted)
      expect(await verdict(make(), {})).toBe(untrusted)
    })
  })

  function paddingChanged(): Uint8Array {
    const copy = file.slice()
    const end = 8 + 4 + blocks[0]!.payload.length
    expect(end % 8).not.toBe(0)
    copy[end] = 0xff
    return copy
  }

  /** The ADB block with a head of 16 bytes; 12 more than before, so that the padding changes too. */
  function longHead(): Uint8Array {
    const { payload } = blocks[0]!
    const head = new Uint8Array(16)
    new DataView(head.buffer).setUint32(0, 0xc000_0000, true)
    new DataView(head.buffer).setUint32(8, 16 + payload.length, true)
    const padding = new Uint8Array((8 - (payload.length % 8)) % 8)
    return concatBytes([HEADER, head, payload, padding, fileOf(blocks.slice(1)).subarray(8)])
  }

  it.each([{ algorithm: 'none' }, { algorithm: 'deflate', level: 1 }, { algorithm: 'zstd' }] as const)(
    'accepts another compression without a new signature: %j',
    async (compression) => {
      expect(await verdict(await compressAdb(file, compression), { keyring })).toBe('OK')
    },
  )

  it('refuses signatures by keys that are not in the keyring', async () => {
    expect(await verdict(file, { keyring: otherKeyring })).toBe('ERR_APK_SIGNATURE_UNKNOWN_KEY')
  })

  it('takes any good signature of several', async () => {
    const keys = [await generateEcdsaKey({ type: 'ecdsa' }), await generateEcdsaKey({ type: 'ecdsa', curve: 'P-384' })]
    const bytes = await createAdbPackage({ info, key: keys })
    for (const key of keys) expect((await openPackage(bytes, { keyring: Keyring.of([key]) })).signer).toBe(key.name)
  })

  it('stops at more signatures than anybody makes', async () => {
    const many = fileOf([
      blocks[0]!,
      ...new Array<Block>(33).fill({ type: 1, payload: changed(blocks[1]!.payload, 40) }),
      ...blocks.slice(2),
    ])
    expect(await verdict(many, { keyring })).toBe('ERR_APK_LIMIT')
  })

  describe('that an index lists', () => {
    const unsigned = (): Uint8Array => fileOf(blocks.filter(({ type }) => type !== blockType.signature))
    const cut = (): string => formatIdentity(identityOf(blocks[0]!.payload).subarray(0, 20))

    it('needs no signature when the identity is right, in full or cut', async () => {
      expect(await verdict(unsigned(), { keyring: otherKeyring, expect: { checksum } })).toBe('OK')
      expect(await verdict(unsigned(), { keyring: otherKeyring, expect: { checksum: cut() } })).toBe('OK')
    })

    it('is refused when a full identity is another, signature or not', async () => {
      const other = formatIdentity(identityOf(new Uint8Array(3)))
      expect(await verdict(file, { keyring, expect: { checksum: other } })).toBe('ERR_APK_ADB_INTEGRITY')
    })

    it('is left to the signature when a cut identity is another', async () => {
      const other = formatIdentity(new Uint8Array(20))
      expect(await verdict(file, { keyring, expect: { checksum: other } })).toBe('OK')
      expect(await verdict(unsigned(), { keyring, expect: { checksum: other } })).toBe('ERR_APK_SIGNATURE_MISSING')
      expect(await verdict(file, { expect: { checksum: other } })).toBe('ERR_APK_SIGNATURE_UNKNOWN_KEY')
    })
  })

  it.each([
    ['script', { scripts: { 'post-install': 'x'.repeat(11) } }, { script: 10 }],
    ['entries', { files }, { entries: 3 }],
    ['data', { files: { big: 'x'.repeat(100_000) } }, { data: 50_000 }],
  ])('stops at the limit of %s', async (_, parts, limits) => {
    const bytes = await createAdbPackage({ info, ...parts })
    expect(await verdict(bytes, { limits })).toBe('ERR_APK_LIMIT')
  })
})
