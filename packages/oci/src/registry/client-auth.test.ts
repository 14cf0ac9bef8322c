import { digestOf } from '@nacre/archive'
import { afterEach, describe, expect, it } from 'vitest'
import type { Descriptor } from '../model/descriptor.ts'
import { readBytes } from '../places/documents.ts'
import { startRegistry } from '../testing/registry.ts'
import type { Registry, RegistryOptions } from '../testing/registry-options.ts'
import { RegistryClient, type RegistryClientOptions } from './client.ts'
import type { RegistryEvent } from './registry-event.ts'
import { registryPlace } from './registry-place.ts'

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

async function start(options: RegistryOptions, clientOptions: RegistryClientOptions = {}): Promise<Fixture> {
  const registry = await startRegistry(options)
  running = registry
  const events: RegistryEvent[] = []
  const onEvent = (event: RegistryEvent): void => void events.push(event)
  const client = new RegistryClient({ credentials: () => ann, retry: { base: 5, cap: 20 }, onEvent, ...clientOptions })
  return { registry, client, repository: `${registry.host}/team/app`, events }
}

interface Blob {
  readonly descriptor: Descriptor
  readonly open: () => AsyncGenerator<Uint8Array>
}

function content(size: number): Blob {
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 31) & 0xff)
  return {
    descriptor: { mediaType: 'application/octet-stream', size, digest: digestOf(bytes) },
    async *open() {
      for (let at = 0; at < size; at += 16_384) yield bytes.subarray(at, at + 16_384)
    },
  }
}

async function pushEmpty({ client, repository }: Fixture): Promise<void> {
  const { descriptor, open } = content(2)
  await client.pushBlob(repository, descriptor, open)
}

describe('authentication of RegistryClient', () => {
  it('answers a basic challenge', async () => {
    const fixture = await start({ auth: { kind: 'basic', users } })
    await pushEmpty(fixture)
    expect(fixture.registry.requests[0]?.headers['authorization']).toBeUndefined()
  })

  it('gets one token a scope and uses it again', async () => {
    const fixture = await start({ auth: { kind: 'token', users } })
    const blobs = [content(1000), content(2000), content(3000)]
    await pushEmpty(fixture)
    await Promise.all(
      blobs.map(({ descriptor, open }) => fixture.client.pushBlob(fixture.repository, descriptor, open)),
    )
    expect(fixture.registry.requests.filter(({ path }) => path.startsWith('/token'))).toHaveLength(1)
  })

  it('gets a new token before the old one expires', async () => {
    let now = Date.now()
    const clock = { now: () => now, sleep: async () => undefined }
    const fixture = await start({ auth: { kind: 'token', users, tokenSeconds: 300 } }, { clock })
    await pushEmpty(fixture)
    now += 296_000
    await fixture.client.pushBlob(fixture.repository, content(10).descriptor, content(10).open)
    expect(fixture.registry.requests.filter(({ path }) => path.startsWith('/token'))).toHaveLength(2)
  })

  it('goes on with a new token when the old one expires in the middle of an upload', async () => {
    const { registry, client, repository, events } = await start(
      { auth: { kind: 'token', users } },
      { chunkBytes: 100_000 },
    )
    const blob = content(300_000)
    registry.fault({ method: 'PATCH', skip: 1, fault: { kind: 'expire-tokens' } })
    await client.pushBlob(repository, blob.descriptor, blob.open)
    expect(registry.content('team/app', blob.descriptor.digest)?.length).toBe(300_000)
    expect(events.filter(({ type }) => type === 'authenticate')).toHaveLength(2)
  })

  it('trades a refresh token for access tokens', async () => {
    const fixture = await start(
      { auth: { kind: 'token', users, refreshTokens: { 'long-lived': 'ann' } } },
      { credentials: () => ({ kind: 'refresh-token', token: 'long-lived' }) },
    )
    await pushEmpty(fixture)
    expect(fixture.registry.requests.find(({ path }) => path === '/token')?.method).toBe('POST')
  })

  it('goes in without a name where that is allowed', async () => {
    const { client, repository } = await start(
      { auth: { kind: 'token', users, anonymous: ['pull', 'push'] } },
      { credentials: () => undefined },
    )
    await client.pushBlob(repository, content(10).descriptor, content(10).open)
  })

  it.each([
    ['basic', 'wrong'],
    ['token', 'wrong'],
    ['basic', undefined],
    ['token', undefined],
  ] as const)('says where it looked when %s authentication fails with %s password', async (kind, password) => {
    const { client, repository } = await start(
      { auth: { kind, users } },
      {
        credentials: {
          find: async () => ({
            tried: ['/home/ann/.docker/config.json under auths: ghcr.io'],
            ...(password ? { credential: { ...ann, password } } : {}),
          }),
        },
      },
    )
    const error: unknown = await client.tags(repository).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_OCI_UNAUTHORIZED' })
    expect(String(error)).toContain('/home/ann/.docker/config.json under auths: ghcr.io')
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('wrong')
  })

  it('sends no credentials to the origin that a blob is redirected to', async () => {
    const fixture = await start({ auth: { kind: 'token', users }, redirectBlobs: true })
    const blob = content(1000)
    await fixture.client.pushBlob(fixture.repository, blob.descriptor, blob.open)
    const place = registryPlace(fixture.client, fixture.repository)
    expect(digestOf(await readBytes(place, blob.descriptor))).toBe(blob.descriptor.digest)
    const storage = fixture.registry.requests.filter(({ origin }) => origin === 'storage')
    expect(storage).toHaveLength(1)
    expect(storage[0]?.headers['authorization']).toBeUndefined()
  })
})
