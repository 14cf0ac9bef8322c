import { concatBytes, createTar, gunzipMember, gzip, scanTar, toHex } from '@nacre/archive'
import { beforeAll, describe, expect, it } from 'vitest'
import { Keyring } from '../keyring/keyring.ts'
import { generateKey, type SigningKey } from '../keyring/signing-key.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { formatIndex } from './format.ts'
import { readIndex } from './read.ts'
import { emptyRecord } from './record-field.ts'
import { writeIndex } from './write.ts'

let key: SigningKey
let other: SigningKey

beforeAll(async () => {
  key = await generateKey({ name: 'test', bits: 2048 })
  other = await generateKey({ name: 'other', bits: 2048 })
})

const record = (name: string, version = '1-r0'): IndexRecord => ({
  ...emptyRecord(),
  checksum: `Q1${name}`,
  name,
  version,
})
const records = [record('b'), record('a', '2-r0'), record('a')]
const text = (value: string) => new TextEncoder().encode(value)
const file = (name: string, content: string) => ({ header: { name }, content: text(content) })
const codeOf = (bytes: Uint8Array, options: Parameters<typeof readIndex>[1] = {}) =>
  readIndex(bytes, options).then(
    () => 'accepted',
    (error: { code?: string }) => error.code,
  )

describe('writeIndex and readIndex', () => {
  it('give back records, sorted as apk sorts, and the description', async () => {
    const bytes = await writeIndex(records, { key, description: 'v1' })
    expect(await readIndex(bytes, { keyring: Keyring.of([key]) })).toEqual({
      description: 'v1',
      records: [records[2], records[1], records[0]],
      signer: 'test.rsa.pub',
      signatures: ['test.rsa.pub'],
      format: 'v2',
    })
  })

  it('keep the order where that is asked for, and take over the description of an index', async () => {
    const index = await readIndex(await writeIndex({ records, description: 'kept' }, { order: 'keep' }))
    expect(index).toMatchObject({ records, description: 'kept', signer: undefined })
  })

  it('put the description before the records, where apk sees it', async () => {
    const { data } = gunzipMember(await writeIndex(records, { description: 'v1' }), 0, { limit: 1e6 })
    expect(scanTar(data).map(({ header }) => header.name)).toEqual(['DESCRIPTION', 'APKINDEX'])
  })

  it('give the same bytes every time', async () => {
    const twice = [await writeIndex(records, { key }), await writeIndex([...records].reverse(), { key })]
    expect(toHex(twice[0] as Uint8Array)).toBe(toHex(twice[1] as Uint8Array))
  })

  it.each(['RSA', 'RSA256', 'RSA512'] as const)('sign with %s', async (algorithm) => {
    const bytes = await writeIndex(records, { key, algorithm })
    expect((await readIndex(bytes, { keyring: Keyring.of([key]) })).signer).toBe('test.rsa.pub')
  })

  it('sign with several keys, in one member or in members of their own', async () => {
    const both = await writeIndex(records, { key: [key, other] })
    const bare = await writeIndex(records)
    const one = await writeIndex(records, { key: other })
    const stacked = concatBytes([one.subarray(0, one.length - bare.length), await writeIndex(records, { key })])
    for (const bytes of [both, stacked]) {
      for (const known of [key, other]) {
        expect((await readIndex(bytes, { keyring: Keyring.of([known]) })).signer).toBe(known.name)
      }
    }
  })
})

describe('readIndex refuses', () => {
  it('unsigned, foreign and forged indexes where a keyring is given', async () => {
    const keyring = Keyring.of([key])
    const bare = await writeIndex(records)
    const foreign = await writeIndex(records, { key: other })
    const forged = await writeIndex(records, { key: { name: key.name, sign: other.sign } })
    expect(await codeOf(bare, { keyring })).toBe('ERR_APK_SIGNATURE_MISSING')
    expect(await codeOf(foreign, { keyring })).toBe('ERR_APK_SIGNATURE_UNKNOWN_KEY')
    expect(await codeOf(forged, { keyring })).toBe('ERR_APK_SIGNATURE_BAD')
    expect(await codeOf(bare, { keyring, allowUntrusted: true })).toBe('accepted')
    expect(await codeOf(forged, { keyring, allowUntrusted: true })).toBe('ERR_APK_SIGNATURE_BAD')
  })

  it('a signature over another index', async () => {
    const signed = await writeIndex(records, { key })
    const bare = await writeIndex(records)
    const evil = await writeIndex([record('evil')])
    const swapped = concatBytes([signed.subarray(0, signed.length - bare.length), evil])
    expect(await codeOf(swapped, { keyring: Keyring.of([key]) })).toBe('ERR_APK_SIGNATURE_BAD')
  })

  it('further members after the index, as apk-tools 3 does', async () => {
    expect(await codeOf(concatBytes([await writeIndex(records), await writeIndex(records)]))).toBe(
      'ERR_APK_SEGMENT_EXTRA',
    )
    expect(await codeOf(concatBytes([await writeIndex(records), text('junk')]))).toBe('ERR_APK_SEGMENT_EXTRA')
  })

  it('strange, repeated or missing entries', async () => {
    const listing = file('APKINDEX', formatIndex(records))
    for (const entries of [
      [file('DESCRIPTION', 'x')],
      [listing, listing],
      [listing, file('.PKGINFO', 'x')],
      [file('usr/x', ''), listing],
      [],
    ]) {
      expect(await codeOf(await gzip(createTar(entries)))).toBe('ERR_APK_INDEX_ENTRY')
    }
    const link = { header: { name: 'APKINDEX', type: 'symlink' as const, linkname: '/etc/passwd' } }
    expect(await codeOf(await gzip(createTar([link])))).toBe('ERR_APK_INDEX_ENTRY')
  })

  it('a trailer in the signature member', async () => {
    const member = await gzip(createTar([file('.SIGN.RSA.x.pub', 's')]))
    expect(await codeOf(concatBytes([member, await writeIndex(records)]))).toBe('ERR_APK_SEGMENT_TRAILER')
  })

  it('more than the limit, in and after decompression', async () => {
    const large = await gzip(createTar([file('APKINDEX', 'x'.repeat(1_000_000))]))
    expect(await codeOf(large, { limits: { index: 100_000, signature: 0 } })).toBe('ERR_APK_LIMIT')
  })

  it('an index cut off anywhere', async () => {
    const bytes = await writeIndex(records, { key })
    for (let length = 0; length < bytes.length; length += 7) {
      expect(await codeOf(bytes.subarray(0, length))).toMatch(/^ERR_APK_(TRUNCATED|SEGMENT_MISSING)$/)
    }
  })
})
