import { afterEach, describe, expect, it } from 'vitest'
import { readBytes, readManifest } from '../places/documents.ts'
import { RegistryClient, type RegistryClientOptions } from '../registry/client.ts'
import type { RegistryEvent } from '../registry/registry-event.ts'
import { registryPlace } from '../registry/registry-place.ts'
import { generateSigningKey } from '../sign/key.ts'
import { predicateTypes } from '../sign/statement.ts'
import { verifyAttestation } from '../sign/verify-attestation.ts'
import { verifySignature } from '../sign/verify-signature.ts'
import { randomImage, randomIndex } from '../testing/random.ts'
import { startRegistry } from '../testing/registry.ts'
import type { Registry, RegistryOptions } from '../testing/registry-options.ts'
import { publish } from './publish.ts'
import type { PublishEvent } from './publish-event.ts'

const platforms = [
  { architecture: 'amd64', os: 'linux' },
  { architecture: 'arm64', os: 'linux' },
]
const key = generateSigningKey()

let running: Registry[] = []
afterEach(async () => {
  await Promise.all(running.map((each) => each.close()))
  running = []
})

async function start(
  options: RegistryOptions = {},
  clientOptions: RegistryClientOptions = {},
): Promise<{ registry: Registry; client: RegistryClient }> {
  const registry = await startRegistry(options)
  running.push(registry)
  return { registry, client: new RegistryClient({ retry: { base: 5, cap: 20 }, ...clientOptions }) }
}

describe('publish', () => {
  it('sets every tag in every repository, sends each blob once, and tells how far it is', async () => {
    const { registry, client } = await start()
    const index = await randomIndex(platforms, { layers: 2, size: 50_000 })
    const events: PublishEvent[] = []
    const to = ['a:1', 'b:1', 'a:latest', 'a:1'].map((name) => `${registry.host}/team/${name}`)
    const published = await publish({
      client,
      from: index.source,
      root: index.descriptor,
      to,
      onEvent: (event) => events.push(event),
    })
    const { digest } = index.descriptor
    expect(published.repositories).toMatchObject([
      { reference: `${registry.host}/team/a@${digest}`, tagged: [to[0], to[2]] },
      { reference: `${registry.host}/team/b@${digest}`, tagged: [to[1]] },
    ])
    expect(registry.tags('team/a')).toEqual({ 1: digest, latest: digest })
    expect(registry.tags('team/b')).toEqual({ 1: digest })
    for (const name of ['team/a', 'team/b']) expect(registry.missing(name, digest)).toEqual([])
    const outcomes = events.flatMap((event) =>
      event.type === 'content' ? [`${event.repository.slice(-1)} ${event.outcome}`] : [],
    )
    expect(outcomes.filter((each) => each === 'a written')).toHaveLength(9)
    expect(outcomes.filter((each) => each === 'b mounted')).toHaveLength(6)
    const plan = events.find((event) => event.type === 'plan')
    const last = events.findLast((event) => event.type === 'progress')
    expect(last).toEqual({ type: 'progress', done: plan?.total, total: plan?.total })
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['tagged', 'tagged', 'tagged'])
  })

  it('sends blobs where the registry refuses to mount them', async () => {
    const seen: RegistryEvent[] = []
    const { registry, client } = await start({ mount: false }, { onEvent: (event) => seen.push(event) })
    const image = await randomImage({ layers: 3 })
    const to = [`${registry.host}/a:1`, `${registry.host}/b:1`]
    await publish({ client, from: image.source, root: image.descriptor, to, concurrency: 1 })
    expect(registry.missing('b', '1')).toEqual([])
    expect(seen.filter(({ type }) => type === 'mount')).toMatchObject([{ outcome: 'refused' }])
  })

  it('reaches registries that know nothing of each other', async () => {
    const [one, two] = [await start(), await start()]
    const image = await randomImage()
    const to = [`${one.registry.host}/a:1`, `${two.registry.host}/a:1`]
    await publish({ client: one.client, from: image.source, root: image.descriptor, to })
    for (const { registry } of [one, two]) expect(registry.missing('a', '1')).toEqual([])
  })

  it('shows the image to verify before any tag, and sets none when it is refused', async () => {
    const { registry, client } = await start()
    const image = await randomImage()
    const options = { client, from: image.source, root: image.descriptor, to: [`${registry.host}/app:1`] }
    const seen: unknown[] = []
    const refused = publish({
      ...options,
      async verify({ reference, descriptor, place }) {
        seen.push(reference, registry.tags('app'))
        await readManifest(place, descriptor)
        throw new Error('smoke test failed')
      },
      sign: { signer: key },
    })
    await expect(refused).rejects.toThrow('smoke test failed')
    expect(seen).toEqual([`${registry.host}/app@${image.descriptor.digest}`, {}])
    expect(registry.tags('app')).toEqual({})
    const before = registry.requests.length
    await publish({ ...options, verify: () => undefined })
    expect(registry.requests.slice(before).filter(({ path }) => path.includes('uploads'))).toEqual([])
    expect(registry.tags('app')).toEqual({ 1: image.descriptor.digest })
  })

  it.each([true, false])(
    'attaches, attests and signs before it tags (referrers endpoint: %s)',
    async (referrersApi) => {
      const { registry, client } = await start({ referrersApi })
      const index = await randomIndex(platforms)
      const image = index.images[0]?.descriptor ?? index.descriptor
      const events: PublishEvent[] = []
      await publish({
        client,
        from: index.source,
        root: index.descriptor,
        to: [`${registry.host}/app:1`],
        attach: [
          {
            kind: 'artifact',
            artifactType: 'application/spdx+json',
            content: new TextEncoder().encode('{}'),
            subject: image.digest,
          },
          { kind: 'attestation', predicateType: predicateTypes.spdx, predicate: { name: 'app' } },
        ],
        sign: { signer: key, recursive: true },
        onEvent: (event) => events.push(event),
      })
      const place = registryPlace(client, `${registry.host}/app`)
      const reference = `${registry.host}/app`
      for (const subject of [index.descriptor, image]) {
        expect(await verifySignature(place, subject, { keys: [key], reference })).toHaveLength(2)
      }
      const [attested] = await verifyAttestation(place, index.descriptor, {
        keys: [key],
        predicateType: predicateTypes.spdx,
      })
      expect(attested?.statement.predicate).toEqual({ name: 'app' })
      const via = referrersApi ? 'api' : 'tag-schema'
      expect(await place.referrers(image, { artifactType: 'application/spdx+json' })).toMatchObject({
        via,
        manifests: [{}],
      })
      const order = events.map(({ type }) => type).filter((type) => type !== 'progress' && type !== 'content')
      expect(order).toEqual(['plan', 'attached', 'attested', 'attested', ...Array(6).fill('signed'), 'tagged'])
      expect(events).toContainEqual(expect.objectContaining({ type: 'signed', via }))
    },
  )

  it('sets no tag when the signer fails', async () => {
    const { registry, client } = await start()
    const image = await randomImage()
    const signer = { sign: () => Promise.reject(new Error('the log is down')) }
    const options = {
      client,
      from: image.source,
      root: image.descriptor,
      to: [`${registry.host}/app:1`],
      sign: { signer },
    }
    await expect(publish(options)).rejects.toThrow('the log is down')
    expect(registry.tags('app')).toEqual({})
  })

  it('says which tags are set when one of several cannot be', async () => {
    const { registry, client } = await start()
    const image = await randomImage()
    const to = ['1', '2', '3'].map((tag) => `${registry.host}/app:${tag}`)
    registry.fault({ method: 'PUT', path: /manifests\/2$/, times: 9, fault: { kind: 'status', status: 403 } })
    await expect(publish({ client, from: image.source, root: image.descriptor, to })).rejects.toMatchObject({
      code: 'ERR_OCI_PUBLISH_TAGS',
      details: { tagged: [to[0]], left: [to[1], to[2]] },
      cause: { code: 'ERR_OCI_DENIED' },
    })
  })

  it('checks what it is asked before it sends anything', async () => {
    const { registry, client } = await start()
    const image = await randomImage()
    const options = { client, from: image.source, root: image.descriptor, to: [`${registry.host}/app:1`] }
    const subject = `sha256:${'0'.repeat(64)}` as const
    const content = new Uint8Array()
    const attestation = { kind: 'attestation', predicateType: 'x', predicate: {} } as const
    await expect(publish({ ...options, to: [] })).rejects.toMatchObject({ code: 'ERR_OCI_REFERENCE_INVALID' })
    await expect(publish({ ...options, to: [`${registry.host}/app@${subject}`] })).rejects.toMatchObject({
      code: 'ERR_OCI_REFERENCE_INVALID',
    })
    await expect(publish({ ...options, attach: [attestation] })).rejects.toMatchObject({
      code: 'ERR_OCI_SIGNER_MISSING',
    })
    await expect(
      publish({ ...options, attach: [{ kind: 'artifact', artifactType: 'x/y', content, subject }] }),
    ).rejects.toMatchObject({ code: 'ERR_OCI_PUBLISH_SUBJECT' })
    expect(registry.requests).toEqual([])
  })

  it('goes on where an interrupted publication ended', async () => {
    const { registry, client } = await start()
    const image = await randomImage({ layers: 4, size: 20_000 })
    const controller = new AbortController()
    const options = {
      client,
      from: image.source,
      root: image.descriptor,
      to: [`${registry.host}/app:1`],
      concurrency: 1,
    }
    const onEvent = (event: PublishEvent): void => {
      if (event.type === 'content') controller.abort(new Error('enough'))
    }
    await expect(publish({ ...options, signal: controller.signal, onEvent })).rejects.toThrow()
    expect(registry.tags('app')).toEqual({})
    const outcomes: string[] = []
    await publish({ ...options, onEvent: (event) => event.type === 'content' && outcomes.push(event.outcome) })
    expect(outcomes.filter((each) => each === 'present').length).toBeGreaterThan(0)
    expect(registry.missing('app', '1')).toEqual([])
    const place = registryPlace(client, `${registry.host}/app`)
    expect(await readBytes(place, image.descriptor)).toEqual(await readBytes(image.source, image.descriptor))
  })
})
