import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { digestOf } from '@nacre/archive'
import {
  copy,
  type Descriptor,
  generateSigningKey,
  memoryPlace,
  type PublishEvent,
  publish,
  RegistryClient,
  type RegistryClientOptions,
  type RegistryEvent,
  readBytes,
  readIndex,
  readManifest,
  registryPlace,
  type Source,
  verifySignature,
} from '@nacre/oci'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MultiArchImage, multiArchImage } from './alpine-image.ts'
import { startCuttingProxy } from './cutting-proxy.ts'
import { type DockerRegistry, type DockerRegistryAuth, startDockerRegistry } from './docker-registry.ts'
import { describePeers } from './peer.ts'
import { startTokenServer, type TokenServer } from './token-server.ts'

const ann = { name: 'ann', password: 'correct horse' }
const key = generateSigningKey()

let folder: string
let tokens: TokenServer
let image: MultiArchImage

function clientFor(options: RegistryClientOptions = {}): RegistryClient {
  const credential = { kind: 'basic', username: ann.name, password: ann.password } as const
  return new RegistryClient({ credentials: () => credential, retry: { base: 50, cap: 200 }, ...options })
}

/** Every blob and manifest of an index, as bytes. */
async function everything(source: Source, root: Descriptor): Promise<Map<string, Uint8Array>> {
  const found = new Map([[root.digest as string, await readBytes(source, root)]])
  for (const each of (await readIndex(source, root)).manifests) {
    found.set(each.digest, await readBytes(source, each))
    const { config, layers } = await readManifest(source, each)
    for (const blob of [config, ...layers]) {
      found.set(blob.digest, await readBytes(source, blob, { limits: { bytes: 64 * 1024 * 1024 } }))
    }
  }
  return found
}

/** Bytes in small pieces; the first time with a pause at one of them. */
function slowOnce(bytes: Uint8Array, pauseAt: number, milliseconds: number): () => AsyncGenerator<Uint8Array> {
  let opened = 0
  return async function* () {
    const first = opened++ === 0
    for (let at = 0; at < bytes.length; at += PIECE) {
      if (first && at <= pauseAt && pauseAt < at + PIECE) await wait(milliseconds)
      yield bytes.subarray(at, at + PIECE)
    }
  }
}

const PIECE = 65_536

function blobOf(size: number): { bytes: Uint8Array; descriptor: Descriptor } {
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 11)) & 0xff)
  return { bytes, descriptor: { mediaType: 'application/octet-stream', size, digest: digestOf(bytes) } }
}

describePeers(['docker-registry', 'htpasswd', 'openssl'], 'docker-registry', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nacre-peer-'))
    tokens = await startTokenServer(ann)
    image = await multiArchImage()
  })
  afterAll(async () => {
    await tokens[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const authOf = async (kind: string): Promise<DockerRegistryAuth | undefined> => {
    if (kind === 'nobody') return undefined
    if (kind === 'tokens') return { kind: 'token', ...tokens }
    const file = join(folder, 'htpasswd')
    const { stdout } = await promisify(execFile)('htpasswd', ['-Bbn', ann.name, ann.password])
    await writeFile(file, stdout)
    return { kind: 'htpasswd', file }
  }

  describe.each(['nobody', 'htpasswd', 'tokens'])('that asks %s', (kind) => {
    let registry: DockerRegistry
    beforeAll(async () => {
      registry = await startDockerRegistry(await authOf(kind))
    })
    afterAll(() => registry[Symbol.asyncDispose]())

    it('takes a signed image of two architectures, and gives back the same bytes', async () => {
      const client = clientFor()
      const name = `${registry.host}/team/app`
      const to = [`${name}:1`, `${name}:latest`]
      await publish({ client, from: image.source, root: image.descriptor, to, sign: { signer: key } })
      const place = registryPlace(client, name)
      expect(await place.tags()).toEqual(expect.arrayContaining(['1', 'latest']))
      expect((await place.resolve('latest')).digest).toBe(image.descriptor.digest)
      const back = memoryPlace()
      await copy(place, back, 'latest')
      expect(await everything(back, image.descriptor)).toEqual(await everything(image.source, image.descriptor))
      const signatures = await verifySignature(place, image.descriptor, { keys: [key], reference: name })
      expect(signatures.map(({ form }) => form)).toEqual(['tag', 'referrer'])
      expect((await place.referrers(image.descriptor)).via).toBe('tag-schema')
    })

    it('mounts blobs into another repository', async () => {
      const events: (RegistryEvent | PublishEvent)[] = []
      const client = clientFor({ onEvent: (event) => events.push(event) })
      const to = [`${registry.host}/team/app:2`, `${registry.host}/other/app:2`]
      await publish({ client, from: image.source, root: image.descriptor, to, onEvent: (event) => events.push(event) })
      const outcomes = events.flatMap((event) => (event.type === 'mount' ? [event.outcome] : []))
      expect(outcomes.length).toBeGreaterThan(3)
      expect(new Set(outcomes)).toEqual(new Set(['mounted']))
      const place = registryPlace(client, `${registry.host}/other/app`)
      expect(await everything(place, image.descriptor)).toEqual(await everything(image.source, image.descriptor))
    })

    it('lists tags in pages, and deletes', async () => {
      const client = clientFor()
      const name = `${registry.host}/team/tags`
      const tags = Array.from({ length: 7 }, (_, at) => `t${at}`)
      await publish({ client, from: image.source, root: image.descriptor, to: tags.map((tag) => `${name}:${tag}`) })
      expect(await client.tags(name, { pageSize: 3 })).toEqual(tags)
      await client.deleteManifest(name, image.descriptor.digest)
      await expect(client.resolve(name, 't0')).rejects.toMatchObject({ code: 'ERR_OCI_NOT_FOUND' })
    })

    it('refuses those it does not know', async () => {
      if (kind === 'nobody') return
      const credential = { kind: 'basic', username: ann.name, password: 'wrong' } as const
      const error = { code: 'ERR_OCI_UNAUTHORIZED' }
      await expect(clientFor({ credentials: () => credential }).tags(`${registry.host}/a`)).rejects.toMatchObject(error)
      await expect(new RegistryClient().tags(`${registry.host}/a`)).rejects.toMatchObject(error)
    })

    it.each([
      ['in one request', Number.POSITIVE_INFINITY],
      ['in chunks', 1_000_000],
    ])('gets an upload %s whole although the connection is killed', async (_, chunkBytes) => {
      await using proxy = await startCuttingProxy(registry.host)
      const events: RegistryEvent[] = []
      const client = clientFor({ chunkBytes, onEvent: (event) => events.push(event) })
      const { bytes, descriptor } = blobOf(5_000_000)
      const name = `${proxy.host}/team/cut-${chunkBytes}`.toLowerCase()
      proxy.cutAfter(2_500_000)
      await client.pushBlob(name, descriptor, slowOnce(bytes, 0, 0))
      expect(proxy.cuts()).toBe(1)
      const offsets = events.flatMap((event) => (event.type === 'upload' ? [event.offset] : []))
      console.log(
        `killed after 2.5 of 5 MB (${kind}): uploads from byte ${offsets.join(', ')}; ${proxy.sent()} bytes sent`,
      )
      const place = registryPlace(client, name)
      expect(digestOf(await readBytes(place, descriptor, { limits: { bytes: 6_000_000 } }))).toBe(descriptor.digest)
    })
  })

  it('goes on from the last whole chunk when the connection is killed before the next one', async () => {
    await using registry = await startDockerRegistry()
    await using proxy = await startCuttingProxy(registry.host)
    const events: RegistryEvent[] = []
    const client = clientFor({ chunkBytes: 1_000_000, onEvent: (event) => events.push(event) })
    const { bytes, descriptor } = blobOf(3_500_000)
    proxy.cutBefore('content-range: 2000000-')
    await client.pushBlob(`${proxy.host}/team/resumed`, descriptor, slowOnce(bytes, 0, 0))
    expect(proxy.cuts()).toBe(1)
    const offsets = events.flatMap((event) => (event.type === 'upload' ? [event.offset] : []))
    expect(offsets).toEqual([0, 1_000_000, 2_000_000, 2_000_000, 3_000_000])
    const place = registryPlace(client, `${registry.host}/team/resumed`)
    expect(digestOf(await readBytes(place, descriptor))).toBe(descriptor.digest)
  })

  it('gets a blob whole although the token expires in the middle', async () => {
    await using registry = await startDockerRegistry({ kind: 'token', ...tokens })
    tokens.acceptedFor(2)
    const events: RegistryEvent[] = []
    const client = clientFor({ chunkBytes: 1_000_000, onEvent: (event) => events.push(event) })
    const { bytes, descriptor } = blobOf(2_500_000)
    const before = tokens.given()
    await client.pushBlob(`${registry.host}/team/late`, descriptor, slowOnce(bytes, 1_500_000, 3_500))
    tokens.acceptedFor(300)
    expect(tokens.given() - before).toBeGreaterThanOrEqual(2)
    expect(events.filter(({ type }) => type === 'authenticate').length).toBeGreaterThanOrEqual(2)
    const place = registryPlace(client, `${registry.host}/team/late`)
    expect(digestOf(await readBytes(place, descriptor))).toBe(descriptor.digest)
  })
})
