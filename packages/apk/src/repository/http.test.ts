import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { memoryStore } from '@nacre/archive/store'
import { createTransport, type HttpEvent } from '@nacre/http'
import { instantClock, type Reply, startFaultyServer } from '@nacre/http/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeIndex } from '../apkindex/write.ts'
import { Keyring } from '../keyring/keyring.ts'
import { generateKey, type SigningKey } from '../keyring/signing-key.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { createPackage } from '../package/create.ts'
import { openPackage } from '../package/open.ts'
import { type HttpRepositoryOptions, httpRepository } from './http.ts'

interface Made {
  readonly key: SigningKey
  readonly keyring: Keyring
  readonly package: Uint8Array
  readonly record: IndexRecord
  readonly index: Uint8Array
  readonly newerIndex: Uint8Array
}

const INDEX = '/x86_64/APKINDEX.tar.gz'
const PACKAGE = '/x86_64/hello-1.0-r0.apk'
let made: Made

beforeAll(async () => {
  const key = await generateKey({ name: 'test.rsa.pub', bits: 2048 })
  const info = { name: 'hello', version: '1.0-r0', arch: 'x86_64', description: 'd', license: 'MIT' }
  const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * index * 31) & 0xff))
  const file = await createPackage({
    info: { ...info, provides: ['cmd:hello=1.0-r0'] },
    files: { 'usr/bin/hello': content },
    key,
  })
  const record = (await openPackage(file)).record()
  const newer = { ...record, name: 'world' }
  made = {
    key,
    keyring: Keyring.of([key]),
    package: file,
    record,
    index: await writeIndex([record], { key }),
    newerIndex: await writeIndex([record, newer], { key }),
  }
})

type Replies = Readonly<Record<string, readonly Reply[]>>

/** A server that answers each path with the replies in turn, and a repository on it that waits for nothing. */
async function serve(replies: Replies, options: HttpRepositoryOptions = {}) {
  const events: HttpEvent[] = []
  const server = await startFaultyServer({
    reply: ({ path }, count) => replies[path]?.at(Math.min(count, replies[path].length - 1)),
  })
  const transport = createTransport({ clock: instantClock(), onEvent: (event) => events.push(event) })
  const open = (more: HttpRepositoryOptions = {}) =>
    httpRepository(server.url, { transport, keyring: made.keyring, ...options, ...more })
  return {
    server,
    events,
    open,
    [Symbol.asyncDispose]: async () => {
      await transport.close()
      await server.close()
    },
  }
}

const good = (): Replies => ({
  [INDEX]: [{ body: made.index, headers: { etag: '"1"' } }],
  [PACKAGE]: [{ body: made.package, headers: { etag: '"p"' } }],
})

describe('index', () => {
  it('is fetched, verified and parsed', async () => {
    await using site = await serve(good())
    const index = await site.open().index('x86_64')
    expect(index.records).toEqual([made.record])
    expect(index.signer).toBe('test.rsa.pub')
    expect(site.server.requests.map(({ path }) => path)).toEqual([INDEX])
  })

  it('is asked for again by its entity tag, and not parsed twice', async () => {
    await using site = await serve(good())
    const repository = site.open()
    const first = await repository.index('x86_64')
    expect(await repository.index('x86_64')).toBe(first)
    expect(site.server.requests[1]?.headers['if-none-match']).toBe('"1"')
  })

  it('is replaced when the server has another one', async () => {
    await using site = await serve({
      [INDEX]: [
        { body: made.index, headers: { etag: '"1"' } },
        { body: made.newerIndex, headers: { etag: '"2"' } },
      ],
    })
    const repository = site.open()
    await repository.index('x86_64')
    expect((await repository.index('x86_64')).records.map(({ name }) => name)).toEqual(['hello', 'world'])
  })

  it('outlives broken connections, 503 and 429', async () => {
    await using site = await serve({
      [INDEX]: [
        { status: 503 },
        { status: 429, headers: { 'retry-after': '1' } },
        { reset: 'before-headers' },
        { body: made.index, headers: { etag: '"1"' }, resetAfter: 100 },
        { body: made.index, headers: { etag: '"1"' } },
      ],
    })
    expect((await site.open().index('x86_64')).records).toHaveLength(1)
    expect(site.server.requests.at(-1)?.headers.range).toBe('bytes=100-')
  })

  it('of a repository that is not there is an error that names the architecture', async () => {
    await using site = await serve({})
    await expect(site.open().index('riscv64')).rejects.toMatchObject({
      code: 'ERR_APK_REPOSITORY_EMPTY',
      details: {
        repository: site.server.url,
        arch: 'riscv64',
        tried: [`${site.server.url}/riscv64/APKINDEX.tar.gz`, `${site.server.url}/riscv64/Packages.adb`],
      },
    })
  })

  it.each([
    [401, 'Give credentials'],
    [403, 'credentials'],
    [500, 'try again later'],
  ])('refused with %i is an error with a remedy and its cause', async (status, remedy) => {
    await using site = await serve({ [INDEX]: [{ status }] })
    await expect(site.open().index('x86_64')).rejects.toMatchObject({
      code: 'ERR_APK_FETCH',
      message: expect.stringContaining(remedy) as string,
      details: { arch: 'x86_64', status, http: 'ERR_HTTP_STATUS' },
      cause: { code: 'ERR_HTTP_STATUS' },
    })
  })

  it('signed by an unknown key, or changed, is refused and not kept', async () => {
    const cache = memoryStore()
    const changed = Buffer.from(made.index)
    changed[changed.length - 20] = (changed[changed.length - 20] ?? 0) ^ 0xff
    await using site = await serve(
      {
        [INDEX]: [
          { body: changed, headers: { etag: '"1"' } },
          { body: made.index, headers: { etag: '"1"' } },
        ],
      },
      { cache },
    )
    await expect(site.open().index('x86_64')).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_APK_/) as string,
    })
    // The same entity tag again: had the broken index been kept, it would be confirmed here.
    expect((await site.open().index('x86_64')).records).toHaveLength(1)
    const other = await generateKey({ name: 'other.rsa.pub', bits: 2048 })
    const distrusting = site.open({ keyring: Keyring.of([other]) })
    await expect(distrusting.index('x86_64')).rejects.toMatchObject({ code: 'ERR_APK_SIGNATURE_UNKNOWN_KEY' })
  })

  it('is never larger than the limit', async () => {
    await using site = await serve({ [INDEX]: [{ body: new Uint8Array(2000), statedLength: 'none' }] })
    await expect(site.open({ limits: { index: 1000 } }).index('x86_64')).rejects.toMatchObject({
      code: 'ERR_APK_FETCH',
      details: { http: 'ERR_HTTP_TOO_LARGE' },
    })
  })
})

describe('package', () => {
  it('is the file that the index lists', async () => {
    await using site = await serve(good())
    const repository = site.open()
    const { records } = await repository.index('x86_64')
    expect(Buffer.from((await repository.package(records[0]!)) as Uint8Array).equals(made.package)).toBe(true)
  })

  it('is resumed where its body breaks', async () => {
    const headers = { etag: '"p"' }
    await using site = await serve({
      [PACKAGE]: [
        { body: made.package, headers, resetAfter: 500 },
        { body: made.package, headers },
      ],
    })
    await site.open().package(made.record)
    expect(site.server.requests[1]?.headers.range).toBe('bytes=500-')
  })

  it('that is missing is an error that names it and what to do', async () => {
    await using site = await serve({})
    await expect(site.open().package(made.record)).rejects.toMatchObject({
      code: 'ERR_APK_PACKAGE_NOT_FOUND',
      message: expect.stringMatching(/hello-1\.0-r0.*Update the index/) as string,
    })
  })

  it('of another identity is refused', async () => {
    await using site = await serve(good())
    const record = { ...made.record, checksum: 'Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }
    await expect(site.open().package(record)).rejects.toMatchObject({ code: 'ERR_APK_IDENTITY_MISMATCH' })
  })

  it('of another name under the right identity is refused', async () => {
    await using site = await serve({ '/x86_64/other-1.0-r0.apk': [{ body: made.package }] })
    const record = { ...made.record, name: 'other' }
    await expect(site.open().package(record)).rejects.toMatchObject({ code: 'ERR_APK_RECORD_MISMATCH' })
  })

  it('larger than the index says is not even read to its end', async () => {
    const body = Buffer.concat([made.package, new Uint8Array(1_000_000)])
    for (const statedLength of [undefined, 'none'] as const) {
      await using site = await serve({ [PACKAGE]: [{ body, ...(statedLength === undefined ? {} : { statedLength }) }] })
      await expect(site.open().package(made.record)).rejects.toMatchObject({
        code: 'ERR_APK_RECORD_MISMATCH',
        details: { field: 'size', expected: made.record.size },
      })
    }
  })

  it('whose data were changed is refused and not kept, though its identity fits', async () => {
    const changed = Buffer.from(made.package)
    changed[changed.length - 100] = (changed[changed.length - 100] ?? 0) ^ 1
    const cache = memoryStore()
    await using site = await serve({ [PACKAGE]: [{ body: changed }, { body: made.package }] }, { cache })
    await expect(site.open().package(made.record)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_APK_.*HASH/) as string,
    })
    expect(await site.open().package(made.record)).toHaveLength(made.package.length)
  })

  it('comes out of the cache, from whichever repository it got there', async () => {
    const cache = memoryStore()
    await using site = await serve(good(), { cache })
    await site.open().package(made.record)
    await site.open().package(made.record)
    expect(site.server.requests).toHaveLength(1)
  })

  it('in the cache that is not the right one is fetched again', async () => {
    const cache = memoryStore()
    await cache.put('apk-package', made.record.checksum, new Uint8Array(10))
    await using site = await serve(good(), { cache })
    expect(await site.open().package(made.record)).toHaveLength(made.package.length)
  })
})

describe('offline', () => {
  it('gives what is in the cache, and sends nothing', async () => {
    const cache = memoryStore()
    await using site = await serve(good(), { cache })
    const { records } = await site.open().index('x86_64')
    await site.open().package(records[0]!)
    const before = site.server.requests.length
    const offline = site.open({ offline: true })
    expect((await offline.index('x86_64')).records).toEqual([made.record])
    expect(await offline.package(made.record)).toHaveLength(made.package.length)
    expect((await offline.search('cmd:hello')).map(({ name }) => name)).toEqual(['hello'])
    expect(site.server.requests).toHaveLength(before)
  })

  it('refuses what is not, naming it and what to do', async () => {
    await using site = await serve(good())
    const offline = site.open({ offline: true })
    await expect(offline.index('x86_64')).rejects.toMatchObject({
      code: 'ERR_APK_OFFLINE',
      message: expect.stringContaining('the index for x86_64') as string,
    })
    await expect(offline.package(made.record)).rejects.toMatchObject({
      code: 'ERR_APK_OFFLINE',
      message: expect.stringContaining('hello-1.0-r0') as string,
      cause: { code: 'ERR_HTTP_OFFLINE' },
    })
    expect(site.server.requests).toHaveLength(0)
  })
})

describe('credentials', () => {
  it('in the URL reach index and packages, and appear neither in the name nor in an error', async () => {
    await using site = await serve({ [INDEX]: [{ body: made.index }] })
    const repository = httpRepository(site.server.url.replace('//', '//user:s3cret@'), { keyring: made.keyring })
    await repository.index('x86_64')
    const error: unknown = await repository.package(made.record).catch((caught: unknown) => caught)
    const expected = `Basic ${Buffer.from('user:s3cret').toString('base64')}`
    expect(site.server.requests.map(({ headers }) => headers.authorization)).toEqual([expected, expected])
    expect(repository.name).toBe(site.server.url)
    expect(String(error)).not.toContain('s3cret')
  })

  it('are asked for by a callback', async () => {
    await using site = await serve(good())
    const repository = httpRepository(site.server.url, {
      keyring: made.keyring,
      http: { credentials: ({ origin }) => ({ token: `for ${origin}` }) },
    })
    await repository.index('x86_64')
    expect(site.server.requests[0]?.headers.authorization).toBe(`Bearer for ${site.server.url}`)
  })
})

describe('search', () => {
  it('finds by name, glob and provided name in the architectures that were read', async () => {
    await using site = await serve(good())
    const repository = site.open()
    await expect(repository.search('hello')).rejects.toMatchObject({ code: 'ERR_APK_ARCH_MISSING' })
    const names = async (query: string, arch?: string) =>
      (await repository.search(query, arch === undefined ? {} : { arch })).map(({ name }) => name)
    expect(await names('hello', 'x86_64')).toEqual(['hello'])
    expect(await names('h*')).toEqual(['hello'])
    expect(await names('cmd:hello')).toEqual(['hello'])
    expect(await names('nothing')).toEqual([])
  })
})

it('has the tag that it is given, without the @', () => {
  expect(httpRepository('https://host/a', { tag: '@edge' }).tag).toBe('edge')
  expect(httpRepository('https://host/a')).not.toHaveProperty('tag')
})

it('opens a directory for a file URL', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nacre repository '))
  try {
    await mkdir(join(directory, 'x86_64'))
    await writeFile(join(directory, INDEX), made.index)
    await writeFile(join(directory, PACKAGE), made.package)
    const repository = httpRepository(pathToFileURL(directory), { keyring: made.keyring, tag: 'local' })
    expect((await repository.index('x86_64')).signer).toBe('test.rsa.pub')
    expect(repository.tag).toBe('local')
  } finally {
    await rm(directory, { recursive: true })
  }
})

it('stops when the signal of the call or of the repository is aborted', async () => {
  await using site = await serve(good())
  const signal = AbortSignal.abort()
  await expect(site.open().index('x86_64', { signal })).rejects.toMatchObject({ code: 'ERR_HTTP_ABORTED' })
  await expect(site.open({ signal }).package(made.record)).rejects.toMatchObject({ code: 'ERR_HTTP_ABORTED' })
  expect(site.server.requests).toHaveLength(0)
})
