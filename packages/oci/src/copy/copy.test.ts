import { digestOf } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeManifest } from '../model/encode.ts'
import { isManifestOrIndexType, mediaTypes } from '../model/media-type.ts'
import { children, readBytes, readIndex } from '../places/documents.ts'
import { type MemoryPlace, memoryPlace } from '../places/memory-place.ts'
import type { Place, Source } from '../places/place.ts'
import { randomImage, randomIndex } from '../testing/random.ts'
import { copy } from './copy.ts'
import type { CopyEvent } from './copy-event.ts'

const platforms = [
  { architecture: 'amd64', os: 'linux' },
  { architecture: 'arm64', os: 'linux' },
  { architecture: 's390x', os: 'linux' },
]

function artifact(subject: Descriptor, note: string): { descriptor: Descriptor; bytes: Uint8Array } {
  const empty = { mediaType: mediaTypes.ociEmpty, size: 2, digest: digestOf(new TextEncoder().encode('{}')) }
  const bytes = encodeManifest({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType: 'text/x-note',
    config: empty,
    layers: [empty],
    annotations: { note },
    subject,
  })
  return { bytes, descriptor: { mediaType: mediaTypes.ociManifest, size: bytes.length, digest: digestOf(bytes) } }
}

/** A place in memory that holds an index. */
async function filled(): Promise<{ place: MemoryPlace; root: Descriptor; images: Descriptor[] }> {
  const index = await randomIndex(platforms, { layers: 2 })
  const place = memoryPlace()
  await copy(index.source, place, index.descriptor, { as: 'web' })
  return { place, root: index.descriptor, images: index.images.map(({ descriptor }) => descriptor) }
}

describe('copy', () => {
  it('writes blobs before the manifests that name them, and children before parents', async () => {
    const { place: from } = await filled()
    const to = memoryPlace()
    const order: string[] = []
    const watching: Place = {
      ...to,
      async write(descriptor, open, options) {
        if (isManifestOrIndexType(descriptor.mediaType)) {
          for (const child of children(descriptor, await readBytes(from, descriptor))) {
            expect(await to.has(child)).toBe(true)
          }
        }
        const outcome = await to.write(descriptor, open, options)
        order.push(descriptor.digest)
        return outcome
      },
    }
    await copy(from, watching, 'web', { concurrency: 7 })
    expect(new Set(order).size).toBe(order.length)
    expect(order).toHaveLength(1 + 3 + 3 + 6)
    expect(order.at(-1)).toBe((await from.resolve('web')).digest)
  })

  it('moves nothing the second time', async () => {
    const { place: from } = await filled()
    const to = memoryPlace()
    await copy(from, to, 'web')
    const kinds = new Set<string>()
    await copy(from, to, 'web', { onEvent: ({ kind }) => kinds.add(kind) })
    expect([...kinds].sort()).toEqual(['present', 'tag'])
  })

  it('never runs more transfers at once than allowed', async () => {
    const { place: from } = await filled()
    let now = 0
    let most = 0
    const slow: Source = {
      ...from,
      async *read(descriptor, options) {
        now += 1
        most = Math.max(most, now)
        await new Promise((resolve) => setTimeout(resolve, 2))
        yield* from.read(descriptor, options)
        now -= 1
      },
    }
    await copy(slow, memoryPlace(), 'web', { concurrency: 2 })
    expect(most).toBe(2)
  })

  it('tells bytes done and total of everything it moves', async () => {
    const image = await randomImage({ layers: 2 })
    const events: CopyEvent[] = []
    await copy(image.source, memoryPlace(), image.descriptor, { as: 'x', onEvent: (event) => events.push(event) })
    const written = events.flatMap((event) => (event.kind === 'written' ? [[event.bytes, event.total]] : []))
    expect(written).toHaveLength(4)
    for (const [bytes, total] of written) expect(bytes).toBe(total)
    expect(events.at(-1)).toEqual({ kind: 'tag', digest: image.descriptor.digest, reference: 'x' })
  })

  it('takes one platform as its manifest, several as a smaller index', async () => {
    const { place: from, images } = await filled()
    const to = memoryPlace()
    const one = await copy(from, to, 'web', { platforms: ['linux/arm64'], as: 'one' })
    expect(one.descriptor).toEqual(images[1])
    const two = await copy(from, to, 'web', { platforms: ['linux/s390x', 'linux/amd64'], as: 'two' })
    expect((await readIndex(to, two.descriptor)).manifests).toEqual([images[0], images[2]])
    expect(await to.has(images[0] ?? two.descriptor)).toBe(true)
    await expect(copy(from, to, 'web', { platforms: ['linux/riscv64'] })).rejects.toMatchObject({
      code: 'ERR_OCI_PLATFORM_MISSING',
      details: { available: ['linux/amd64', 'linux/arm64', 'linux/s390x'] },
    })
  })

  it('takes referrers along, and the referrers of these, and cosign’s tags', async () => {
    const { place: from, images, root } = await filled()
    const inner = images[0] ?? root
    from.put({ mediaType: mediaTypes.ociEmpty, size: 2, digest: digestOf(new TextEncoder().encode('{}')) }, () =>
      new TextEncoder().encode('{}'),
    )
    const sbom = artifact(inner, 'sbom')
    const signature = artifact(sbom.descriptor, 'signature of the sbom')
    const tagged = await randomImage({ seed: 77 })
    for (const { descriptor, bytes } of [sbom, signature]) from.put(descriptor, () => bytes)
    const tag = `${root.digest.replace(':', '-')}.sig`
    await copy(tagged.source, from, tagged.descriptor, { as: tag })
    const to = memoryPlace()
    const { referrers } = await copy(from, to, 'web', { referrers: true })
    expect(referrers.map(({ digest }) => digest).sort()).toEqual(
      [sbom, signature, tagged].map(({ descriptor }) => descriptor.digest).sort(),
    )
    expect(await to.resolve(tag)).toEqual(tagged.descriptor)
    expect((await to.referrers(inner)).manifests.map(({ digest }) => digest)).toEqual([sbom.descriptor.digest])
  })

  it('sets no tag when anything before failed, and begins nothing after it', async () => {
    const { place: from } = await filled()
    const layer = (await randomImage({ seed: 1000, layers: 2 })).descriptor
    const broken: Source = {
      ...from,
      async *read(descriptor, options) {
        if (descriptor.mediaType === mediaTypes.ociLayerGzip) throw new Error('the line is cut')
        yield* from.read(descriptor, options)
      },
    }
    const to = memoryPlace()
    await expect(copy(broken, to, 'web')).rejects.toThrow('the line is cut')
    expect(await to.tags()).toEqual([])
    expect(await to.has(layer)).toBe(false)
  })

  it('stops with the reason of its signal', async () => {
    const { place: from } = await filled()
    const controller = new AbortController()
    const onEvent = (): void => controller.abort(new Error('enough'))
    await expect(copy(from, memoryPlace(), 'web', { signal: controller.signal, onEvent })).rejects.toThrow('enough')
    await expect(copy(from, memoryPlace(), 'web', { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
  })

  it('asks the target to mount, with the place where the blob really is', async () => {
    const base = memoryPlace()
    const image = await randomImage()
    await copy(image.source, base, image.descriptor, { as: 'base' })
    const to = memoryPlace()
    const asked: Source[] = []
    const mounting: Place = {
      ...to,
      async mount(descriptor, from) {
        asked.push(from)
        return (await to.write(descriptor, () => from.read(descriptor))) === 'written'
      },
    }
    const view: Source = { ...base, origin: async () => base }
    const kinds: string[] = []
    await copy(view, mounting, 'base', { onEvent: ({ kind }) => kinds.push(kind) })
    expect(asked).toEqual([base, base])
    expect(kinds.filter((kind) => kind === 'mounted')).toHaveLength(2)
  })
})
