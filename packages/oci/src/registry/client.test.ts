import { createHasher, digestOf, toHex } from '@nacre/archive'
import { afterEach, describe, expect, it } from 'vitest'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeManifest } from '../model/encode.ts'
import type { Manifest } from '../model/manifest.ts'
import { mediaTypes } from '../model/media-type.ts'
import { startRegistry } from '../testing/registry.ts'
import type { Registry, RegistryOptions } from '../testing/registry-options.ts'
import { RegistryClient, type RegistryClientOptions } from './client.ts'
import type { FetchedManifest } from './manifests.ts'
import type { RegistryEvent } from './registry-event.ts'

const users = { ann: 'hunter2' }
const ann = { kind: 'basic', username: 'ann', password: 'hunter2' } as const

let running: Registry | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

interface Fixture {
  readonly registry: Registry
  readonly client: RegistryClient
  readonly repository: string
  readonly events: RegistryEvent[]
}

async function start(options: RegistryOptions = {}, clientOptions: RegistryClientOptions = {}): Promise<Fixture> {
  const registry = await startRegistry(options)
  running = registry
  const events: RegistryEvent[] = []
  const client = new RegistryClient({
    credentials: () => ann,
    retry: { base: 5, cap: 20 },
    onEvent: (event) => events.push(event),
    ...clientOptions,
  })
  return { registry, client, repository: `${registry.host}/team/app`, events }
}

/** Content whose every byte depends on its position, given in pieces. */
function content(size: number): {
  descriptor: Descriptor
  open: () => AsyncGenerator<Uint8Array>
  opened: () => number
} {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at++) bytes[at] = (at * 31 + (at >> 8) * 17) & 0xff
  let count = 0
  return {
    descriptor: { mediaType: mediaTypes.ociLayerGzip, size, digest: digestOf(bytes) },
    async *open() {
      count++
      for (let at = 0; at < size; at += 16_384) yield bytes.subarray(at, at + 16_384)
    },
    opened: () => count,
  }
}

function manifestOf(extra: Partial<Manifest>): FetchedManifest {
  const empty = new TextEncoder().encode('{}')
  const config = { mediaType: mediaTypes.ociEmpty, size: 2, digest: digestOf(empty) }
  const bytes = encodeManifest({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [], ...extra })
  return { descriptor: { mediaType: mediaTypes.ociManifest, size: bytes.length, digest: digestOf(bytes) }, bytes }
}

async function pushEmpty({ client, repository }: Fixture): Promise<void> {
  const bytes = new TextEncoder().encode('{}')
  const descriptor = { mediaType: mediaTypes.ociEmpty, size: 2, digest: digestOf(bytes) }
  await client.pushBlob(repository, descriptor, async function* () {
    yield bytes
  })
}

describe('pushBlob', () => {
  it.each([
    ['in one request', Number.POSITIVE_INFINITY, ['PUT']],
    ['in chunks', 100_000, ['PATCH', 'PATCH', 'PATCH', 'PUT']],
  ])('sends %s, and not at all when the blob is there', async (_, chunkBytes, methods) => {
    const { registry, client, repository } = await start({}, { chunkBytes })
    const blob = content(250_000)
    expect(await client.pushBlob(repository, blob.descriptor, blob.open)).toBe('written')
    expect(await client.pushBlob(repository, blob.descriptor, blob.open)).toBe('present')
    expect(digestOf(registry.content('team/app', blob.descriptor.digest) ?? new Uint8Array())).toBe(
      blob.descriptor.digest,
    )
    expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD', 'POST', ...methods, 'HEAD'])
    expect(blob.opened()).toBe(1)
  })

  it('keeps to the least chunk size that the registry announces', async () => {
    const { registry, client, repository } = await start({ minChunkBytes: 200_000 }, { chunkBytes: 1000 })
    const blob = content(250_000)
    await client.pushBlob(repository, blob.descriptor, blob.open)
    expect(registry.requests.filter(({ received }) => received > 0).map(({ received }) => received)).toEqual([
      200_000, 50_000,
    ])
  })

  it.each([
    ['one request', Number.POSITIVE_INFINITY, 'PUT', 1],
    ['chunks', 100_000, 'PATCH', 2],
  ])(
    'goes on after a connection that broke in %s, without sending twice what has arrived',
    async (_, chunkBytes, method, skip) => {
      const { registry, client, repository, events } = await start({}, { chunkBytes })
      const blob = content(300_000)
      registry.fault({ method, skip: skip - 1, fault: { kind: 'reset', side: 'request', after: 50_000 } })
      await client.pushBlob(repository, blob.descriptor, blob.open)
      expect(registry.content('team/app', blob.descriptor.digest)?.length).toBe(300_000)
      const received = registry.requests.reduce((sum, request) => sum + request.received, 0)
      expect(received).toBe(300_000)
      expect(events.filter(({ type }) => type === 'upload-retry')).toHaveLength(1)
      expect(events.some((event) => event.type === 'upload' && event.offset % 100_000 === 50_000)).toBe(true)
    },
  )

  it('begins anew when the registry has forgotten the session', async () => {
    const { registry, client, repository } = await start()
    const blob = content(100_000)
    registry.fault({ method: 'PUT', fault: { kind: 'reset', side: 'request', after: 50_000 } })
    registry.fault({ method: 'GET', fault: { kind: 'status', status: 404 } })
    await client.pushBlob(repository, blob.descriptor, blob.open)
    expect(registry.content('team/app', blob.descriptor.digest)?.length).toBe(100_000)
  })

  it('asks whether the blob is there when only the last answer was lost', async () => {
    const { registry, client, repository } = await start()
    const blob = content(100_000)
    registry.fault({ method: 'PUT', fault: { kind: 'reset', side: 'response' } })
    await client.pushBlob(repository, blob.descriptor, blob.open)
    expect(registry.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1)
  })

  it('sends smaller chunks when something in between takes less at once', async () => {
    const { registry, client, repository } = await start()
    const blob = content(5 * 1024 * 1024)
    registry.fault({ method: 'PUT', fault: { kind: 'status', status: 413 } })
    await client.pushBlob(repository, blob.descriptor, blob.open)
    expect(registry.requests.filter(({ method }) => method === 'PATCH').length).toBeGreaterThan(2)
  })

  it('waits as long as Retry-After says', async () => {
    const waits: number[] = []
    const clock = { now: () => 0, sleep: async (milliseconds: number) => void waits.push(milliseconds) }
    const { registry, client, repository } = await start({}, { clock })
    const blob = content(1000)
    registry.fault({ method: 'PUT', fault: { kind: 'status', status: 503 } })
    registry.fault({ method: 'PUT', skip: 1, fault: { kind: 'status', status: 503, headers: { 'retry-after': '0' } } })
    await client.pushBlob(repository, blob.descriptor, blob.open)
    expect(waits).toEqual([5])
  })

  it('gives up with one error when nothing moves', async () => {
    const { registry, client, repository } = await start({}, { retry: { attempts: 3, base: 1, cap: 1 } })
    const blob = content(1000)
    registry.fault({ method: 'PUT', times: 100, fault: { kind: 'corrupt', side: 'request' } })
    const push = client.pushBlob(repository, blob.descriptor, blob.open)
    await expect(push).rejects.toMatchObject({ code: 'ERR_OCI_UPLOAD', details: { failures: 3 } })
  })

  it('never sends the last bytes of content that is not what the descriptor says', async () => {
    const { registry, client, repository } = await start()
    const blob = content(100_000)
    const wrong = { ...blob.descriptor, digest: `sha256:${'0'.repeat(64)}` as const }
    const short = { ...blob.descriptor, size: 99_999 }
    const long = { ...blob.descriptor, size: 100_001 }
    await expect(client.pushBlob(repository, wrong, blob.open)).rejects.toMatchObject({
      code: 'ERR_OCI_DIGEST_MISMATCH',
    })
    await expect(client.pushBlob(repository, short, blob.open)).rejects.toMatchObject({ code: 'ERR_OCI_SIZE_MISMATCH' })
    await expect(client.pushBlob(repository, long, blob.open)).rejects.toMatchObject({ code: 'ERR_OCI_SIZE_MISMATCH' })
    expect(registry.missing('team/app', wrong.digest)).toEqual([wrong.digest])
  })

  it('tells how far it is', async () => {
    const { client, repository } = await start({}, { chunkBytes: 100_000 })
    const blob = content(250_000)
    const progress: number[] = []
    await client.pushBlob(repository, blob.descriptor, blob.open, { onProgress: (bytes) => progress.push(bytes) })
    expect(progress.at(-1)).toBe(250_000)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
  })

  it('stops when the signal says so', async () => {
    const { registry, client, repository } = await start()
    const blob = content(100_000)
    const controller = new AbortController()
    registry.fault({ method: 'PUT', fault: { kind: 'delay', milliseconds: 10_000 } })
    setTimeout(() => controller.abort(), 50)
    const push = client.pushBlob(repository, blob.descriptor, blob.open, { signal: controller.signal })
    await expect(push).rejects.toMatchObject({ code: 'ERR_HTTP_ABORTED' })
  })

  it('takes sha512 digests', async () => {
    const { registry, client, repository } = await start()
    const bytes = new TextEncoder().encode('sha512')
    const hex = toHex(createHasher('sha512').update(bytes).digest())
    const descriptor: Descriptor = { mediaType: 'text/plain', size: bytes.length, digest: `sha512:${hex}` }
    await client.pushBlob(repository, descriptor, async function* () {
      yield bytes
    })
    expect(registry.content('team/app', descriptor.digest)).toEqual(bytes)
  })
})

describe('mountBlob', () => {
  it('moves no bytes when the registry mounts', async () => {
    const { registry, client, repository, events } = await start()
    const base = `${registry.host}/base`
    const blob = content(1000)
    await client.pushBlob(base, blob.descriptor, blob.open)
    expect(await client.mountBlob(repository, blob.descriptor, base)).toBe(true)
    expect(registry.content('team/app', blob.descriptor.digest)?.length).toBe(1000)
    expect(events.at(-1)).toMatchObject({ type: 'mount', outcome: 'mounted' })
  })

  it('is tried once between two repositories, reported, and its session is used', async () => {
    const { registry, client, repository, events } = await start({ mount: false })
    const base = `${registry.host}/base`
    const [one, two] = [content(1000), content(2000)]
    expect(await client.mountBlob(repository, one.descriptor, base)).toBe(false)
    expect(await client.mountBlob(repository, two.descriptor, base)).toBe(false)
    await client.pushBlob(repository, one.descriptor, one.open)
    expect(events.filter(({ type }) => type === 'mount')).toMatchObject([{ outcome: 'refused' }])
    expect(registry.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('asks for a token that covers both repositories', async () => {
    const { registry, client, repository } = await start({ auth: { kind: 'token', users } })
    const blob = content(1000)
    await client.pushBlob(`${registry.host}/base`, blob.descriptor, blob.open)
    expect(await client.mountBlob(repository, blob.descriptor, `${registry.host}/base`)).toBe(true)
  })
})

describe('manifests and tags', () => {
  it('puts by digest and tag, resolves, reads, lists and deletes', async () => {
    const fixture = await start({ pageSize: 2 })
    const { client, repository } = fixture
    await pushEmpty(fixture)
    const manifest = manifestOf({})
    await client.pushManifest(repository, manifest)
    for (const tag of ['c', 'b', 'a']) await client.pushManifest(repository, manifest, { tag })
    expect(await client.tags(repository)).toEqual(['a', 'b', 'c'])
    expect(await client.tags(repository, { pageSize: 1 })).toEqual(['a', 'b', 'c'])
    expect(await client.resolve(repository, 'b')).toEqual(manifest.descriptor)
    expect((await client.manifest(repository, 'c')).bytes).toEqual(manifest.bytes)
    await client.deleteManifest(repository, 'b')
    expect(await client.tags(repository)).toEqual(['a', 'c'])
    await client.deleteManifest(repository, manifest.descriptor.digest)
    await expect(client.resolve(repository, 'a')).rejects.toMatchObject({ code: 'ERR_OCI_NOT_FOUND' })
  })

  it('finds out that a manifest was changed on the way', async () => {
    const fixture = await start()
    await pushEmpty(fixture)
    const { registry, client, repository } = fixture
    const manifest = manifestOf({})
    await client.pushManifest(repository, manifest, { tag: 'a' })
    registry.fault({ method: 'GET', times: 2, fault: { kind: 'corrupt' } })
    const { digest } = manifest.descriptor
    await expect(client.manifest(repository, digest)).rejects.toMatchObject({ code: 'ERR_OCI_DIGEST_MISMATCH' })
    await expect(client.manifest(repository, 'a')).rejects.toMatchObject({ code: 'ERR_OCI_DIGEST_MISMATCH' })
    registry.fault({ method: 'PUT', fault: { kind: 'corrupt' } })
    await expect(client.pushManifest(repository, manifest)).rejects.toMatchObject({ code: 'ERR_OCI_DIGEST_MISMATCH' })
  })

  it('says that a registry does not delete', async () => {
    const fixture = await start({ delete: false })
    await pushEmpty(fixture)
    await fixture.client.pushManifest(fixture.repository, manifestOf({}), { tag: 'a' })
    const deleted = fixture.client.deleteManifest(fixture.repository, 'a')
    await expect(deleted).rejects.toMatchObject({ code: 'ERR_OCI_UNSUPPORTED' })
  })
})

describe('referrers', () => {
  it.each([
    [true, 'api'],
    [false, 'tag-schema'],
  ] as const)('with a referrers endpoint: %s, are found by %s', async (referrersApi, via) => {
    const fixture = await start({ referrersApi, pageSize: 2 })
    await pushEmpty(fixture)
    const { client, repository, registry, events } = fixture
    const subject = manifestOf({ annotations: { role: 'subject' } })
    await client.pushManifest(repository, subject, { tag: 'v1' })
    const referrers = ['text/a', 'text/b', 'text/a'].map((artifactType, number) =>
      manifestOf({ artifactType, subject: subject.descriptor, annotations: { number: String(number) } }),
    )
    const pushed = await Promise.all(referrers.map((referrer) => client.pushManifest(repository, referrer)))
    expect(pushed.map((each) => each.via)).toEqual([via, via, via])
    const { digest } = subject.descriptor
    const all = await client.referrers(repository, digest)
    expect(all.via).toBe(via)
    expect(all.manifests.map((each) => each.annotations?.['number']).sort()).toEqual(['0', '1', '2'])
    const some = await client.referrers(repository, digest, { artifactType: 'text/b' })
    expect(some.manifests).toMatchObject([{ digest: referrers[1]?.descriptor.digest, artifactType: 'text/b' }])
    expect(events).toContainEqual({ type: 'referrers', repository, via })
    const fallback = digest.replace(':', '-')
    expect(Object.keys(registry.tags('team/app')).sort()).toEqual(referrersApi ? ['v1'] : [fallback, 'v1'])
    await client.deleteManifest(repository, referrers[1]?.descriptor.digest ?? '')
    expect((await client.referrers(repository, digest)).manifests).toHaveLength(2)
  })

  it('are none where nothing refers', async () => {
    const { client, repository } = await start({ referrersApi: false })
    const listed = await client.referrers(repository, manifestOf({}).descriptor.digest)
    expect(listed).toEqual({ manifests: [], via: 'tag-schema' })
  })
})
