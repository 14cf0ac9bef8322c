import {
  concatBytes,
  createTar,
  encodeTarHeader,
  gunzipMember,
  gzip,
  hash,
  type TarInput,
  tarPadding,
  toHex,
} from '@nacre/archive'
import { beforeAll, describe, expect, it } from 'vitest'
import { Keyring } from '../keyring/keyring.ts'
import { generateKey, type SigningKey } from '../keyring/signing-key.ts'
import { createPackage } from './create.ts'
import type { ApkLimits } from './limits.ts'
import { openPackage } from './open.ts'
import { signatureMember } from './signature-member.ts'

let key: SigningKey

beforeAll(async () => {
  key = await generateKey({ name: 'test', bits: 2048 })
})

const text = (value: string) => new TextEncoder().encode(value)

interface Parts {
  /** Members of the control part, uncompressed; the default is one with .PKGINFO. */
  control?: readonly Uint8Array[]
  controlEntries?: readonly TarInput[]
  pkginfo?: string
  data?: Uint8Array
  compressedData?: Uint8Array
}

/** Puts a package together from parts that no honest tool would write; the datahash fits unless `pkginfo` says otherwise. */
async function assemble(parts: Parts): Promise<Uint8Array> {
  const data = parts.compressedData ?? (await gzip(parts.data ?? createTar([])))
  const info = `pkgname = evil\npkgver = 1-r0\nsize = 1\n${parts.pkginfo ?? `datahash = ${toHex(hash('sha256', data))}\n`}`
  const first: TarInput = { header: { name: '.PKGINFO' }, content: text(info) }
  const plain = parts.control ?? [createTar([first, ...(parts.controlEntries ?? [])], { end: false })]
  const control = await Promise.all(plain.map((tar) => gzip(tar)))
  return concatBytes([await signatureMember(control[0] ?? data, { key }), ...control, data])
}

/** A header block of which bytes are changed and the checksum made good again. */
function patched(header: Uint8Array, changes: Readonly<Record<number, Uint8Array>>): Uint8Array {
  const block = header.slice()
  const start = block.length - 512
  for (const [offset, bytes] of Object.entries(changes)) block.set(bytes, start + Number(offset))
  block.fill(32, start + 148, start + 156)
  const sum = block.subarray(start).reduce((total, byte) => total + byte, 0)
  block.set(text(`${sum.toString(8).padStart(6, '0')}\0 `), start + 148)
  return block
}

/** Opens and reads all in both ways: the code on which they agree, or both. */
async function codeOf(bytes: Uint8Array, limits?: Partial<ApkLimits>): Promise<string> {
  const options = { keyring: Keyring.of([key]), ...(limits === undefined ? undefined : { limits }) }
  const outcomes = await Promise.all(
    (['stream', 'expand'] as const).map(async (way) => {
      try {
        const apk = await openPackage(bytes, options)
        if (way === 'expand') await apk.expand()
        else for await (const _ of apk.entries());
        return 'accepted'
      } catch (error) {
        return (error as { code?: string }).code ?? String(error)
      }
    }),
  )
  return [...new Set(outcomes)].join(' ')
}

const dataOf = (...entries: TarInput[]) => createTar(entries)
const file = (name: string, more: Partial<TarInput['header']> = {}, content = 'x'): TarInput => ({
  header: { name, ...more },
  content: text(content),
})
const node = (name: string, more: Partial<TarInput['header']>): TarInput => ({ header: { name, ...more } })

describe('names in the data segment', () => {
  it.each(['/etc/passwd', '../x', 'a/../../x', 'a/./b', './x', 'a//b', 'a\nb', 'a\u007fb', '..', '.'])(
    'refuses %j',
    async (name) => {
      expect(await codeOf(await assemble({ data: dataOf(file(name)) }))).toBe('ERR_APK_ENTRY_NAME')
    },
  )

  it('refuses a NUL that a PAX record smuggles in', async () => {
    const record = text('14 path=a\0bcd\n')
    const pax = patched(encodeTarHeader({ name: 'h', type: 'file', size: record.length }), { 156: text('x') })
    const data = concatBytes([pax, record, tarPadding(record.length), dataOf(file('plain'))])
    expect(await codeOf(await assemble({ data }))).toBe('ERR_APK_ARCHIVE')
  })

  it('refuses one path twice, also as directory and file', async () => {
    expect(await codeOf(await assemble({ data: dataOf(file('a'), file('a')) }))).toBe('ERR_APK_ENTRY_DUPLICATE')
    const both = dataOf(node('a', { type: 'directory' }), file('a'))
    expect(await codeOf(await assemble({ data: both }))).toBe('ERR_APK_ENTRY_DUPLICATE')
  })

  it('skips top-level dot names, as apk does', async () => {
    const apk = await openPackage(await assemble({ data: dataOf(file('.dummy'), file('a')) }))
    expect((await apk.expand()).entries.map(({ name }) => name)).toEqual(['a'])
  })
})

describe('links', () => {
  it('refuses a file below a symlink of the same package, at any depth', async () => {
    const link = node('etc', { type: 'symlink', linkname: '/outside' })
    expect(await codeOf(await assemble({ data: dataOf(link, file('etc/passwd')) }))).toBe('ERR_APK_ENTRY_BENEATH_LINK')
    expect(await codeOf(await assemble({ data: dataOf(link, file('etc/a/b/c')) }))).toBe('ERR_APK_ENTRY_BENEATH_LINK')
  })

  it.each(['/etc/passwd', '../x', 'later', 'directory'])('refuses a hard link to %j', async (linkname) => {
    const data = dataOf(
      node('directory', { type: 'directory' }),
      node('link', { type: 'hardlink', linkname }),
      file('later'),
    )
    expect(await codeOf(await assemble({ data }))).toBe('ERR_APK_ENTRY_LINK')
  })
})

describe('kinds and numbers', () => {
  it.each(['char', 'block', 'fifo'] as const)('refuses a %s unless devices are allowed', async (type) => {
    const bytes = await assemble({ data: dataOf(node('dev', { type, devmajor: 1, devminor: 3 })) })
    expect(await codeOf(bytes)).toBe('ERR_APK_ENTRY_DEVICE')
    const { entries } = await (await openPackage(bytes, { allowDevices: true })).expand()
    expect(entries[0]).toMatchObject({ type, devmajor: 1, devminor: 3 })
  })

  it.each([
    ['a sparse file of GNU tar', { 156: text('S') }],
    ['a typeflag of NUL', { 156: Uint8Array.of(0) }],
    ['a base-256 size', { 124: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) }],
    ['a negative base-256 size', { 124: new Uint8Array(12).fill(0xff) }],
    ['a size with a sign', { 124: text('-0000000001\0') }],
    ['a size that is no octal number', { 124: text('00000000009\0') }],
    ['no magic', { 257: new Uint8Array(5) }],
  ])('refuses %s', async (_, changes) => {
    const header = patched(encodeTarHeader({ name: 'a', size: 1 }), changes)
    expect(await codeOf(await assemble({ data: concatBytes([header, text('x'), tarPadding(1)]) }))).toBe(
      'ERR_APK_ARCHIVE',
    )
  })

  it('refuses a size beyond the archive', async () => {
    const header = encodeTarHeader({ name: 'a', size: 2 ** 33 - 1 })
    expect(await codeOf(await assemble({ data: concatBytes([header, text('x'), tarPadding(1)]) }))).toBe(
      'ERR_APK_TRUNCATED',
    )
  })

  it('refuses a link or directory that claims content', async () => {
    const header = patched(encodeTarHeader({ name: 'a', type: 'symlink', linkname: 'b' }), {
      124: text('00000001000\0'),
    })
    const data = concatBytes([header, createTar([file('hidden')])])
    expect(await codeOf(await assemble({ data }))).toBe('ERR_APK_ARCHIVE')
  })

  it('does not follow a GNU long link name, which apk skips', async () => {
    const long = text('/outside\0')
    const header = patched(encodeTarHeader({ name: 'L', size: long.length }), { 156: text('K') })
    const link = encodeTarHeader({ name: 'a', type: 'symlink', linkname: 'inside' })
    const apk = await openPackage(await assemble({ data: concatBytes([header, long, tarPadding(long.length), link]) }))
    expect((await apk.expand()).entries[0]?.linkname).toBe('inside')
  })
})

describe('PAX records', () => {
  const withPax = (record: string) => {
    const body = text(record)
    const pax = patched(encodeTarHeader({ name: 'h', size: body.length }), { 156: text('x') })
    return assemble({ data: concatBytes([pax, body, tarPadding(body.length), dataOf(file('a'))]) })
  }

  it.each(['99 path=b\n', '3 path=b\n', '0 path=b\n', '-9 path=b\n', '10 path=bc', 'path=b\n', '9 path b\n'])(
    'refuses a record that lies about its length or form: %j',
    async (record) => {
      expect(await codeOf(await withPax(record))).toBe('ERR_APK_ARCHIVE')
    },
  )

  it.each([
    ['ERR_APK_ENTRY_PAX', '9 size=7\n'],
    ['ERR_APK_ARCHIVE', '22 GNU.sparse.major=1\n'],
    ['ERR_APK_ENTRY_NAME', '14 path=../bc\n'],
    ['ERR_APK_ENTRY_CHECKSUM_FORMAT', '34 APK-TOOLS.checksum.SHA1=abcdef\n'],
    ['ERR_APK_ENTRY_CHECKSUM', `68 APK-TOOLS.checksum.SHA1=${'0'.repeat(40)}\n`],
  ])('refuses with %s: %j', async (code, record) => {
    const [, body = ''] = /^\d+ (.*)$/s.exec(record) ?? []
    const length = [...Array(200).keys()].find((size) => `${size} ${body}`.length === size)
    expect(await codeOf(await withPax(`${length} ${body}`))).toBe(code)
  })

  it('refuses a wrong checksum of a symlink target', async () => {
    const link = node('a', { type: 'symlink', linkname: 'b', pax: { 'APK-TOOLS.checksum.SHA1': '0'.repeat(40) } })
    expect(await codeOf(await assemble({ data: dataOf(link) }))).toBe('ERR_APK_ENTRY_CHECKSUM')
  })
})

describe('segments', () => {
  const pkginfo = (hex: string) => text(`pkgname = evil\npkgver = 1-r0\ndatahash = ${hex}\n`)
  const control = (end: boolean) =>
    createTar([{ header: { name: '.PKGINFO' }, content: pkginfo('0'.repeat(64)) }], { end })

  it('refuses a trailer in the control or signature segment', async () => {
    expect(await codeOf(await assemble({ control: [control(true)] }))).toBe('ERR_APK_SEGMENT_TRAILER')
    const signed = await gzip(createTar([{ header: { name: '.SIGN.RSA.x.pub' }, content: text('s') }]))
    expect(await codeOf(concatBytes([signed, await assemble({})]))).toBe('ERR_APK_SEGMENT_TRAILER')
  })

  it('does not read a second control segment: it is data, and does not fit the datahash', async () => {
    expect(await codeOf(await assemble({ control: [control(false), control(false)] }))).toBe(
      'ERR_APK_SEGMENT_ENTRY ERR_APK_DATA_HASH',
    )
  })

  it('refuses control and signature entries among the data', async () => {
    for (const name of ['.PKGINFO', '.SIGN.RSA.test.rsa.pub']) {
      expect(await codeOf(await assemble({ data: dataOf(file(name)) }))).toBe('ERR_APK_SEGMENT_ENTRY')
    }
  })

  it('refuses anything but plain dot files, each once, in the control segment', async () => {
    for (const entry of [
      file('usr'),
      file('.a/b'),
      file('.PKGINFO'),
      node('.post-install', { type: 'symlink', linkname: '/bin/sh' }),
    ]) {
      expect(await codeOf(await assemble({ controlEntries: [entry] }))).toBe('ERR_APK_SEGMENT_ENTRY')
    }
    expect(await codeOf(await assemble({ controlEntries: [file('.INSTALL')] }))).toBe('ERR_APK_CONTROL_ENTRY')
    expect(await codeOf(await assemble({ controlEntries: [file('.unknown')] }))).toBe('accepted')
  })

  it('demands .PKGINFO first, with a name without separators and a datahash', async () => {
    const late = createTar([file('.post-install'), file('.PKGINFO')], { end: false })
    expect(await codeOf(await assemble({ control: [late] }))).toBe('ERR_APK_CONTROL_FIRST')
    expect(await codeOf(await assemble({ pkginfo: '' }))).toBe('ERR_APK_DATAHASH_MISSING')
    expect(await codeOf(await assemble({ pkginfo: 'datahash = 12\n' }))).toBe('ERR_APK_DATAHASH_MISSING')
    expect(await codeOf(await assemble({ pkginfo: `arch = ../..\ndatahash = ${'0'.repeat(64)}\n` }))).toBe(
      'ERR_APK_NAME',
    )
  })

  it('refuses a data member that was appended to, exchanged, cut off or taken away', async () => {
    const honest = await createPackage({ info: { name: 'a', version: '1' }, files: { a: 'x' }, key })
    const foreign = await gzip(dataOf(file('a', {}, 'y')))
    const data = gunzipMember(honest, gunzipMember(honest, 0, { limit: 1e6 }).end, { limit: 1e6 }).end
    expect(await codeOf(concatBytes([honest, foreign]))).toBe('ERR_APK_SEGMENT_EXTRA ERR_APK_DATA_HASH')
    expect(await codeOf(concatBytes([honest, text('junk')]))).toBe('ERR_APK_ARCHIVE ERR_APK_DATA_HASH')
    expect(await codeOf(concatBytes([honest.subarray(0, data), foreign]))).toBe('ERR_APK_DATA_HASH')
    expect(await codeOf(honest.subarray(0, -1))).toBe('ERR_APK_TRUNCATED ERR_APK_DATA_HASH')
    expect(await codeOf(honest.subarray(0, data))).toBe('ERR_APK_SEGMENT_MISSING')
  })

  it('refuses a second data member that the datahash vouches for', async () => {
    const compressedData = concatBytes([await gzip(dataOf(file('a'))), await gzip(dataOf(file('b')))])
    expect(await codeOf(await assemble({ compressedData }))).toBe('ERR_APK_SEGMENT_EXTRA')
  })

  it('refuses data after the end of the data tar', async () => {
    const data = concatBytes([dataOf(file('a')), dataOf(file('b'))])
    expect(await codeOf(await assemble({ data }))).toBe('ERR_APK_ARCHIVE')
  })

  it('refuses to forget signatures, and signatures over other bytes', async () => {
    const honest = await createPackage({ info: { name: 'a', version: '1' }, key })
    const unsigned = await createPackage({ info: { name: 'a', version: '1' } })
    const otherSigned = await createPackage({ info: { name: 'b', version: '1' }, key })
    const otherUnsigned = await createPackage({ info: { name: 'b', version: '1' } })
    expect(await codeOf(unsigned)).toBe('ERR_APK_SIGNATURE_MISSING')
    const signatureOf = (signed: Uint8Array, bare: Uint8Array) => signed.subarray(0, signed.length - bare.length)
    expect(await codeOf(concatBytes([signatureOf(otherSigned, otherUnsigned), unsigned]))).toBe('ERR_APK_SIGNATURE_BAD')
    expect(await codeOf(concatBytes([signatureOf(honest, unsigned), unsigned]))).toBe('accepted')
  })

  it.each(['.SIGN.', '.SIGN.RSA', '.SIGN.RSA.', '.SIGN..key'])('refuses the signature name %j', async (name) => {
    const member = await gzip(createTar([file(name)], { end: false }))
    expect(await codeOf(concatBytes([member, await assemble({})]))).toBe('ERR_APK_SIGNATURE_FORMAT')
  })

  it('finds signatures behind extended headers, as in the index of Alpine 3.22', async () => {
    const control = await gzip(
      createTar([file('.PKGINFO', {}, `pkgname = a\npkgver = 1\ndatahash = ${'0'.repeat(64)}\n`)], { end: false }),
    )
    const value = await key.sign(control, 'RSA256')
    const entry = { header: { name: '.SIGN.RSA256.test.rsa.pub', pax: { comment: 'x' } }, content: value }
    const member = await gzip(createTar([entry], { end: false }))
    const apk = await openPackage(concatBytes([member, control]), { keyring: Keyring.of([key]) })
    expect(apk.signer).toBe('test.rsa.pub')
  })

  it('passes over signatures of unknown algorithms', async () => {
    const member = await gzip(createTar([file('.SIGN.ED25519.test.rsa.pub')], { end: false }))
    expect(await codeOf(concatBytes([member, await assemble({})]))).toBe('accepted')
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', text('not a package')],
    ['half a gzip header', Uint8Array.of(0x1f, 0x8b, 8)],
    ['zeros', new Uint8Array(1000)],
  ])('refuses %s', async (_, bytes) => {
    expect(await codeOf(bytes)).toMatch(/^ERR_APK_(ARCHIVE|TRUNCATED|SEGMENT_MISSING)$/)
  })

  it('refuses a package cut off anywhere', async () => {
    const whole = await createPackage({ info: { name: 'a', version: '1' }, files: { a: 'x' }, key })
    for (let length = 0; length < whole.length; length += 13) {
      expect(await codeOf(whole.subarray(0, length))).toMatch(/^ERR_APK_\w+( ERR_APK_\w+)?$/)
    }
  })
})

describe('the length in the trailer of the data', () => {
  it.each([
    ['small', 1000],
    ['large', 40 * 1024 ** 2],
  ])('is not believed: %s data that claim to be smaller, or larger, are damaged', async (_size, length) => {
    const honest = await gzip(dataOf(file('a', {}, 'x'.repeat(length))), { level: 1 })
    for (const claim of [0, 1, 5000, 2 ** 31, 2 ** 32 - 1]) {
      const compressedData = honest.slice()
      new DataView(compressedData.buffer).setUint32(compressedData.length - 4, claim, true)
      const bytes = await assemble({ compressedData })
      const damaged = {
        code: 'ERR_APK_ARCHIVE',
        details: { archiveCode: 'ERR_ARCHIVE_GZIP_CHECKSUM', field: 'length' },
      }
      await expect((await openPackage(bytes)).verify()).rejects.toMatchObject(damaged)
      await expect((await openPackage(bytes)).expand()).rejects.toMatchObject(damaged)
      const plain = async () => {
        for await (const _ of (await openPackage(bytes)).plain());
      }
      await expect(plain()).rejects.toMatchObject(damaged)
    }
  })
})

describe('limits', () => {
  const bomb = () => gzip(concatBytes([dataOf(file('a', {}, 'x'.repeat(2_000_000)))]))

  it('stop a decompression bomb in the data, control and signature members', async () => {
    expect(await codeOf(await assemble({ compressedData: await bomb() }), { data: 1_000_000 })).toBe('ERR_APK_LIMIT')
    const control = createTar([file('.PKGINFO', {}, 'x'.repeat(3_000_000))], { end: false })
    expect(await codeOf(await assemble({ control: [control] }), { control: 100_000, signature: 100_000 })).toBe(
      'ERR_APK_LIMIT',
    )
    const member = await gzip(createTar([file('.SIGN.RSA.x.pub', {}, 'x'.repeat(3_000_000))], { end: false }))
    const signed = concatBytes([member, await assemble({})])
    expect(await codeOf(signed, { control: 100_000, signature: 100_000 })).toBe('ERR_APK_LIMIT')
    expect(await codeOf(signed, { signature: 4_000_000 })).toBe('ERR_APK_SIGNATURE_FORMAT')
  })

  it('hold for the number of entries and the size of a script', async () => {
    expect(await codeOf(await assemble({ data: dataOf(file('a'), file('b')) }), { entries: 1 })).toBe('ERR_APK_LIMIT')
    const long = file('.post-install', {}, 'x'.repeat(300_000))
    expect(await codeOf(await assemble({ controlEntries: [long] }))).toBe('ERR_APK_LIMIT')
  })

  it('hold for many small signature members', async () => {
    const member = await gzip(createTar([file('.SIGN.RSA.x.pub', {}, 'x'.repeat(60_000))], { end: false }))
    const bytes = concatBytes([...Array.from({ length: 40 }, () => member), await assemble({})])
    expect(await codeOf(bytes)).toBe('ERR_APK_LIMIT')
  })
})
