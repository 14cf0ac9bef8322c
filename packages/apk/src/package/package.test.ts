import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { gunzipMember, hash, toHex } from '@nacre/archive'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Keyring } from '../keyring/keyring.ts'
import { generateKey, type SigningKey } from '../keyring/signing-key.ts'
import { type CreatePackageOptions, createPackage } from './create.ts'
import { openPackage } from './open.ts'
import type { PackageEntry } from './package.ts'

let key: SigningKey
let other: SigningKey
let directory: string

beforeAll(async () => {
  key = await generateKey({ name: 'test', bits: 2048 })
  other = await generateKey({ name: 'other', bits: 2048 })
  directory = await mkdtemp(join(tmpdir(), 'nacre-apk-'))
})

afterAll(() => rm(directory, { recursive: true }))

const parts: CreatePackageOptions = {
  info: {
    name: 'demo',
    version: '1.2-r3',
    arch: 'x86_64',
    buildTime: 1_700_000_000,
    depends: ['so:libc'],
    triggers: ['/usr/*'],
  },
  files: [
    { name: 'usr/bin/tool', content: '#!/bin/sh\n', mode: 0o4755 },
    { name: 'usr/bin/alias', linkname: 'tool' },
    { name: 'a-link', type: 'hardlink', linkname: 'usr/bin/tool' },
    { name: 'etc/shadow', content: 'x', mode: 0o640, gid: 42, gname: 'shadow' },
    { name: 'tmp/', mode: 0o1777 },
    { name: 'opt/attr', content: 'y', xattrs: { 'security.capability': Uint8Array.of(1, 0, 0, 2, 255, 10) } },
    { name: `opt/${'long/'.repeat(40)}näme`, content: 'z' },
  ],
  scripts: { 'post-install': '#!/bin/sh\nexit 0\n', trigger: Uint8Array.of(127, 69) },
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size)
}

describe('createPackage and openPackage', () => {
  it('give back metadata, scripts and entries', async () => {
    const apk = await openPackage(await createPackage({ ...parts, key }), { keyring: Keyring.of([key]) })
    expect(apk).toMatchObject({ format: 'v2', signer: 'test.rsa.pub', signatures: ['test.rsa.pub'] })
    expect(apk.info).toMatchObject({ name: 'demo', version: '1.2-r3', installedSize: 13, triggers: ['/usr/*'] })
    expect([...apk.scripts.keys()]).toEqual(['post-install', 'trigger'])
    const { entries, content } = await apk.expand()
    const named = Object.fromEntries(entries.map((entry) => [entry.name, entry]))
    expect(named['usr/bin/tool']).toMatchObject({
      type: 'file',
      mode: 0o4755,
      size: 10,
      mtime: 1_700_000_000,
      uname: 'root',
    })
    expect(named['usr/bin/alias']).toMatchObject({ type: 'symlink', linkname: 'tool', mode: 0o777 })
    expect(named['etc/shadow']).toMatchObject({ gid: 42, gname: 'shadow', mode: 0o640 })
    expect(named.tmp).toMatchObject({ type: 'directory', mode: 0o1777 })
    expect(named['opt/attr']?.xattrs).toEqual({ 'security.capability': Uint8Array.of(1, 0, 0, 2, 255, 10) })
    expect(named['a-link']).toMatchObject({ type: 'hardlink', linkname: 'usr/bin/tool', size: 0 })
    expect(new TextDecoder().decode(content(named['a-link'] as PackageEntry))).toBe('#!/bin/sh\n')
  })

  it('write every parent directory before its children, and hard links after their targets', async () => {
    const { entries } = await (await openPackage(await createPackage(parts))).expand()
    const seen = new Set<string>()
    for (const { name, type, linkname } of entries) {
      const slash = name.lastIndexOf('/')
      if (slash > 0) expect(seen).toContain(name.slice(0, slash))
      if (type === 'hardlink') expect(seen).toContain(linkname)
      seen.add(name)
    }
  })

  it('give the same bytes whatever the order of files, and no time in gzip headers', async () => {
    const files = [...(parts.files as Iterable<{ name: string }>)]
    const forwards = await createPackage({ ...parts, key })
    const backwards = await createPackage({ ...parts, files: files.reverse(), key })
    expect(toHex(backwards)).toBe(toHex(forwards))
    expect([...forwards.subarray(4, 8)]).toEqual([0, 0, 0, 0])
  })

  it('tie identity, datahash and signature to the compressed members', async () => {
    const bytes = await createPackage({ ...parts, key })
    const signature = gunzipMember(bytes, 0, { limit: 1e6 })
    const control = gunzipMember(bytes, signature.end, { limit: 1e6 })
    const apk = await openPackage(bytes)
    const sha1 = hash('sha1', bytes.subarray(signature.end, control.end))
    expect(apk.controlHash).toBe(`Q1${Buffer.from(sha1).toString('base64')}`)
    expect(apk.dataHash).toBe(toHex(hash('sha256', bytes.subarray(control.end))))
    expect(apk.record()).toMatchObject({ checksum: apk.controlHash, size: bytes.length, depends: ['so:libc'] })
  })

  it('write no end-of-archive blocks into the first two segments', async () => {
    const bytes = await createPackage({ ...parts, key })
    const signature = gunzipMember(bytes, 0, { limit: 1e6 })
    const control = gunzipMember(bytes, signature.end, { limit: 1e6 })
    for (const { data } of [signature, control]) expect(data.subarray(-1024).some((byte) => byte !== 0)).toBe(true)
  })

  it('state a size of at least 1 where there is anything to unpack, because 0 means that there is nothing', async () => {
    const sizeOf = async (more: Partial<CreatePackageOptions>) =>
      (await openPackage(await createPackage({ info: { name: 'a', version: '1' }, ...more }))).info.installedSize
    expect(await sizeOf({})).toBe(0)
    expect(await sizeOf({ files: { 'etc/empty': '' } })).toBe(1)
    expect(await sizeOf({ scripts: { 'post-install': '' } })).toBe(1)
  })

  it.each([
    ['ERR_APK_PACKAGE_INFO', { info: { name: '../x', version: '1' } }],
    ['ERR_APK_PACKAGE_INFO', { info: { name: 'x', version: '1-r' } }],
    ['ERR_APK_ENTRY_NAME', { files: { '../x': '' } }],
    ['ERR_APK_ENTRY_NAME', { files: { 'a//b': '' } }],
    ['ERR_APK_ENTRY_NAME', { files: { './a': '' } }],
    ['ERR_APK_ENTRY_NAME', { files: { '.PKGINFO': '' } }],
    ['ERR_APK_ENTRY_NAME', { files: { 'a\nb': '' } }],
    ['ERR_APK_ENTRY_DUPLICATE', { files: [{ name: 'a' }, { name: '/a' }] }],
    ['ERR_APK_ENTRY_LINK', { files: [{ name: 'a', type: 'hardlink' as const, linkname: 'b' }] }],
    ['ERR_APK_ENTRY_BENEATH_LINK', { files: [{ name: 'a', linkname: '/etc' }, { name: 'a/b' }] }],
    ['ERR_APK_SCRIPT_TYPE', { scripts: { 'pre-build': '' } as Record<string, string> }],
    ['ERR_APK_PKGINFO_VALUE', { info: { name: 'x', version: '1', description: 'a\nb' } }],
  ])('refuse to write with %s: %j', async (code, more) => {
    await expect(createPackage({ info: { name: 'a', version: '1' }, ...more })).rejects.toMatchObject({ code })
  })
})

describe('reading', () => {
  it('gives the same from bytes, a file and a stream in pieces of any size', async () => {
    const bytes = await createPackage({ ...parts, key })
    const path = join(directory, 'demo.apk')
    await writeFile(path, bytes)
    const reference = await (await openPackage(bytes)).expand()
    for (const source of [path, inPieces(bytes, 1), inPieces(bytes, 100), [bytes]]) {
      const apk = await openPackage(source)
      const names: [string, string][] = []
      for await (const entry of apk.entries()) names.push([entry.name, toHex(await entry.content())])
      const expected = reference.entries.map((entry) => [
        entry.name,
        entry.type === 'file' ? toHex(reference.content(entry)) : '',
      ])
      expect(names).toEqual(expected)
      expect(apk.size).toBe(bytes.length)
    }
    for (const source of [path, inPieces(bytes, 1000)]) {
      const { tar } = await (await openPackage(source)).expand()
      expect(toHex(hash('sha1', tar))).toBe(toHex(hash('sha1', reference.tar)))
    }
  })

  it('does not read the data member before it is asked for', async () => {
    const noise = new Uint8Array(300_000)
    for (let index = 0, state = 1; index < noise.length; index++)
      noise[index] = state = (state * 16_807) % 2_147_483_647
    const bytes = await createPackage({ ...parts, files: { noise } })
    let read = 0
    const source = (async function* () {
      for await (const piece of inPieces(bytes, 512)) {
        read += piece.length
        yield piece
      }
    })()
    const apk = await openPackage(source)
    expect(read).toBeLessThan(10_000)
    expect(apk.size).toBeUndefined()
    expect(() => apk.record()).toThrow(expect.objectContaining({ code: 'ERR_APK_SIZE_UNKNOWN' }))
    await apk.verify()
    expect(apk.record().size).toBe(bytes.length)
  })

  it('passes the plain data on as expand gives them, small or large, from any source', async () => {
    const large = { noise: new Uint8Array(40 * 1024 ** 2), after: 'x' }
    for (const files of [parts.files ?? {}, large]) {
      const bytes = await createPackage({ ...parts, files, level: 1 })
      const path = join(directory, 'passed.apk')
      await writeFile(path, bytes)
      const { tar, entries } = await (await openPackage(bytes)).expand()
      for (const source of [bytes, path, inPieces(bytes, 10_000)]) {
        const pieces: Uint8Array[] = []
        const apk = await openPackage(source)
        const plain = apk.plain()
        for (;;) {
          const step = await plain.next()
          if (step.done === true) {
            const { packed, ...passed } = step.value
            expect(passed).toEqual({ entries, size: tar.length })
            expect(packed).toSatisfy((data: Uint8Array) => gunzipSync(data).equals(tar))
            break
          }
          pieces.push(step.value)
        }
        expect(Buffer.compare(Buffer.concat(pieces), tar)).toBe(0)
        expect(apk.size).toBe(bytes.length)
      }
    }
  })

  it('passes a small package on as one piece, and no large one', async () => {
    const pieces = async (files: Record<string, Uint8Array>) => {
      let count = 0
      for await (const _ of (await openPackage(await createPackage({ ...parts, files, level: 1 }))).plain()) count++
      return count
    }
    expect(await pieces({ some: new Uint8Array(2 * 1024 ** 2) })).toBe(1)
    expect(await pieces({ noise: new Uint8Array(40 * 1024 ** 2) })).toBeGreaterThan(10)
  })

  it('may be left in the middle of its plain data, and read again where it is not a stream', async () => {
    const bytes = await createPackage({ ...parts, files: { noise: new Uint8Array(40 * 1024 ** 2) }, level: 1 })
    for (const source of [bytes, inPieces(bytes, 10_000)]) {
      const apk = await openPackage(source)
      for await (const _ of apk.plain()) break
      if (source === bytes) await apk.verify()
      else await expect(apk.verify()).rejects.toMatchObject({ code: 'ERR_APK_STREAM_CONSUMED' })
    }
  })

  it('reads a stream once and bytes often', async () => {
    const bytes = await createPackage(parts)
    const streamed = await openPackage(inPieces(bytes, 4096))
    await streamed.verify()
    await expect(streamed.verify()).rejects.toMatchObject({ code: 'ERR_APK_STREAM_CONSUMED' })
    const apk = await openPackage(bytes)
    await apk.verify()
    await apk.expand()
    await apk.verify()
  })

  it('compares the hash over all data without inflating them where that is enough', async () => {
    const bytes = await createPackage(parts)
    const broken = bytes.slice()
    broken[broken.length - 30] = (broken[broken.length - 30] ?? 0) ^ 1
    for (const source of [bytes, inPieces(bytes, 100)]) await (await openPackage(source)).verify({ hashOnly: true })
    await expect((await openPackage(broken)).verify({ hashOnly: true })).rejects.toMatchObject({
      code: 'ERR_APK_DATA_HASH',
    })
  })

  it('verifies the contents that nobody reads, or reads in part', async () => {
    const bytes = await createPackage(parts)
    let entries = 0
    for await (const entry of (await openPackage(bytes)).entries()) {
      entries++
      for await (const _ of entry.stream()) break
    }
    expect(entries).toBeGreaterThan(10)
  })

  it('computes the SHA-256 of contents on demand, of hard links that of the target', async () => {
    const { entries, digest } = await (await openPackage(await createPackage(parts))).expand()
    const named = (name: string) => entries.find((entry) => entry.name === name) as PackageEntry
    const expected = `sha256:${toHex(hash('sha256', new TextEncoder().encode('#!/bin/sh\n')))}`
    expect(digest(named('usr/bin/tool'))).toBe(expected)
    expect(digest(named('a-link'))).toBe(expected)
  })

  it('stops when aborted', async () => {
    const bytes = await createPackage(parts)
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(openPackage(bytes, { signal })).rejects.toThrow('enough')
    await expect((await openPackage(bytes)).verify({ signal })).rejects.toThrow('enough')
    await expect((await openPackage(bytes)).plain({ signal }).next()).rejects.toThrow('enough')
    await expect((await openPackage(bytes)).expand({ signal })).rejects.toThrow('enough')
  })

  it('says which file cannot be read', async () => {
    await expect(openPackage('/nonexistent/x.apk')).rejects.toMatchObject({ code: 'ERR_APK_FILE' })
  })

  it('is refused where it is a pipe, for whose writer nobody waits, or a directory', async () => {
    const pipe = join(directory, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(openPackage(pipe)).rejects.toMatchObject({ code: 'ERR_APK_FILE' })
    await expect(openPackage(directory)).rejects.toMatchObject({ code: 'ERR_APK_FILE' })
  })
})

describe('trust', () => {
  it('is judged by the first signature whose key is known', async () => {
    const bytes = await createPackage({ ...parts, key: [key, other] })
    const signerFor = async (keyring: Keyring) => (await openPackage(bytes, { keyring })).signer
    expect(await signerFor(Keyring.of([key, other]))).toBe('test.rsa.pub')
    expect(await signerFor(Keyring.of([other]))).toBe('other.rsa.pub')
    const impostor = Keyring.of([{ name: 'test.rsa.pub', publicPem: other.publicPem }, other])
    await expect(openPackage(bytes, { keyring: impostor })).rejects.toMatchObject({ code: 'ERR_APK_SIGNATURE_BAD' })
  })

  it.each(['RSA', 'RSA256', 'RSA512'] as const)('accepts %s', async (algorithm) => {
    const bytes = await createPackage({ ...parts, key, algorithm })
    expect((await openPackage(bytes, { keyring: Keyring.of([key]) })).signer).toBe('test.rsa.pub')
  })

  it('is refused to unsigned packages and unknown keys unless allowed, and to bad signatures always', async () => {
    const keyring = Keyring.of([key])
    const unsigned = await createPackage(parts)
    const foreign = await createPackage({ ...parts, key: other })
    const forged = await createPackage({ ...parts, key: { name: 'test.rsa.pub', sign: other.sign } })
    await expect(openPackage(unsigned, { keyring })).rejects.toMatchObject({ code: 'ERR_APK_SIGNATURE_MISSING' })
    await expect(openPackage(foreign, { keyring })).rejects.toMatchObject({ code: 'ERR_APK_SIGNATURE_UNKNOWN_KEY' })
    await expect(openPackage(forged, { keyring })).rejects.toMatchObject({ code: 'ERR_APK_SIGNATURE_BAD' })
    expect((await openPackage(unsigned, { keyring, allowUntrusted: true })).signer).toBeUndefined()
    expect((await openPackage(foreign, { keyring, allowUntrusted: true })).signer).toBeUndefined()
    await expect(openPackage(forged, { keyring, allowUntrusted: true })).rejects.toMatchObject({
      code: 'ERR_APK_SIGNATURE_BAD',
    })
  })

  it('comes from an index as well: identity, name, version and size have to fit', async () => {
    const bytes = await createPackage(parts)
    const record = (await openPackage(bytes)).record()
    await openPackage(bytes, { expect: record })
    const hex = Buffer.from(record.checksum.slice(2), 'base64').toString('hex')
    await openPackage(bytes, { expect: { ...record, checksum: `X1${hex}` } })
    await expect(openPackage(bytes, { expect: { ...record, checksum: 'md5' } })).rejects.toMatchObject({
      code: 'ERR_APK_CHECKSUM_FORMAT',
    })
    const another = (await openPackage(await createPackage({ ...parts, scripts: {} }))).record()
    await expect(openPackage(bytes, { expect: another })).rejects.toMatchObject({ code: 'ERR_APK_IDENTITY_MISMATCH' })
    for (const lie of [{ name: 'openssl' }, { version: '9-r0' }, { size: 1 }]) {
      await expect(openPackage(bytes, { expect: { ...record, ...lie } })).rejects.toMatchObject({
        code: 'ERR_APK_RECORD_MISMATCH',
      })
    }
  })
})
