import { createTar, gzip, zstd } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import type { ImageConfig } from '../model/image-config.ts'
import { mediaTypes } from '../model/media-type.ts'
import { memoryPlace } from '../places/memory-place.ts'
import type { Source } from '../places/place.ts'
import { randomImage, randomIndex } from '../testing/random.ts'
import { appendLayers, composeImage } from './append-layers.ts'
import { createLayer } from './create-layer.ts'
import { type Image, imageAt } from './image.ts'
import { openImage } from './open-image.ts'
import { rebase } from './rebase.ts'
import { validateImage } from './validate-image.ts'

const tarOf = (name: string): Uint8Array => createTar([{ header: { name }, content: new TextEncoder().encode(name) }])

function counting(source: Source): { source: Source; reads: string[] } {
  const reads: string[] = []
  return {
    reads,
    source: {
      ...source,
      read(descriptor, options) {
        reads.push(descriptor.mediaType)
        return source.read(descriptor, options)
      },
    },
  }
}

async function join(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Uint8Array.from(Buffer.concat(pieces))
}

describe('a layer', () => {
  it.each(['gzip', 'zstd', 'none'] as const)('packed as %s unpacks to its tar', async (compression) => {
    const layer = await createLayer(tarOf('hello'), { compression })
    const image = composeImage(await parts(layer), [layer])
    expect(await validateImage(image)).toEqual([])
    const [first] = await image.layers()
    expect(first && (await join(first.tar()))).toEqual(tarOf('hello'))
  })

  it('is unpacked by what it is, not by what it is called', async () => {
    const tar = tarOf('x')
    for (const packed of [await gzip(tar), await zstd(tar), tar]) {
      const made = await createLayer(packed, { compression: 'none' })
      const layer = { ...made, descriptor: { ...made.descriptor, mediaType: mediaTypes.dockerLayerGzip } }
      const image = composeImage(await parts(layer), [layer])
      const [first] = await image.layers()
      expect(first && (await join(first.tar()))).toEqual(tar)
    }
  })

  it('of another kind than tar is refused', async () => {
    const made = await createLayer(tarOf('x'))
    const layer = { ...made, descriptor: { ...made.descriptor, mediaType: 'application/vnd.erofs' } }
    const faults = await validateImage(composeImage(await parts(layer), [layer]))
    expect(faults).toEqual([{ path: 'layers[0]', message: expect.stringContaining('is no tar layer') }])
  })

  it('that unpacks to more than the limit is refused', async () => {
    const image = await randomImage({ size: 5000 })
    const [layer] = await image.layers()
    await expect(join(layer?.tar({ limit: 100 }) ?? (async function* () {})())).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_LIMIT',
    })
  })
})

async function parts(layer: {
  descriptor: Parameters<typeof composeImage>[0]['manifest']['config']
  diffId: ImageConfig['rootfs']['diff_ids'][number]
}): Promise<Parameters<typeof composeImage>[0]> {
  return {
    manifest: { schemaVersion: 2, config: layer.descriptor, layers: [layer.descriptor] },
    config: { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.diffId] }, config: {} },
  }
}

describe('opening an image', () => {
  it('reads nothing but indexes, and documents once when they are asked for', async () => {
    const index = await randomIndex([
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux' },
    ])
    const { source, reads } = counting(index.source)
    const image = await openImage(source, index.descriptor, { platform: 'linux/arm64' })
    expect(reads).toEqual([mediaTypes.ociIndex])
    await image.config()
    await image.config()
    await image.layers()
    expect(reads).toEqual([mediaTypes.ociIndex, mediaTypes.ociManifest, mediaTypes.ociConfig])
  })

  it('of several needs a platform, and says which there are', async () => {
    const index = await randomIndex([
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux' },
    ])
    for (const platform of [undefined, 'linux/s390x']) {
      await expect(
        openImage(index.source, index.descriptor, platform === undefined ? {} : { platform }),
      ).rejects.toMatchObject({
        code: 'ERR_OCI_PLATFORM_MISSING',
        details: { available: ['linux/amd64', 'linux/arm64'] },
      })
    }
  })

  it('of one needs none, and what is no image is refused', async () => {
    const index = await randomIndex([{ architecture: 's390x', os: 'linux' }])
    expect((await openImage(index.source, index.descriptor)).descriptor).toEqual(index.images[0]?.descriptor)
    const config = (await index.images[0]?.manifest())?.config ?? index.descriptor
    await expect(openImage(index.source, config)).rejects.toMatchObject({ code: 'ERR_OCI_MEDIA_TYPE_UNSUPPORTED' })
  })

  it('refuses a manifest that calls itself something else than its descriptor does', async () => {
    const image = await randomImage()
    const lying = imageAt(image.source, { ...image.descriptor, mediaType: mediaTypes.dockerManifest })
    await expect(lying.manifest()).rejects.toMatchObject({ code: 'ERR_OCI_MEDIA_TYPE_MISMATCH' })
  })
})

describe('validating an image', () => {
  it('finds every fault, not only the first', async () => {
    const image = await randomImage({ layers: 3 })
    const { layers } = await image.manifest()
    const memory = memoryPlace()
    const broken: Source = {
      ...image.source,
      async *read(descriptor, options) {
        if (descriptor.digest === layers[0]?.digest) throw new Error('first')
        if (descriptor.digest === layers[2]?.digest) yield* memory.read(descriptor)
        else yield* image.source.read(descriptor, options)
      },
    }
    const faults = await validateImage(imageAt(broken, image.descriptor))
    expect(faults.map(({ path }) => path)).toEqual(['layers[0]', 'layers[2]'])
  })

  it('finds a diffID that the layer does not have, and a history of the wrong length', async () => {
    const [a, b] = [await createLayer(tarOf('a')), await createLayer(tarOf('b'))]
    const made = await parts({ ...a, diffId: b.diffId })
    const image = composeImage({ ...made, config: { ...made.config, history: [{}, {}] } }, [a])
    expect((await validateImage(image)).map(({ path }) => path)).toEqual([
      'config.history',
      'config.rootfs.diff_ids[0]',
    ])
  })
})

describe('appending layers', () => {
  it('gives a sound image, reads no layer of the base, and keeps its bytes', async () => {
    const base = await randomImage({ layers: 2, seed: 3 })
    const { source, reads } = counting(base.source)
    const top = await createLayer(tarOf('etc/motd'), { history: { created_by: 'test' } })
    const image = await appendLayers(imageAt(source, base.descriptor), [top], {
      config: (config) => ({ ...config, config: { ...config.config, Cmd: ['/bin/sh'] } }),
      annotations: { who: 'me' },
    })
    expect(reads).toEqual([mediaTypes.ociManifest, mediaTypes.ociConfig])
    expect(await validateImage(image)).toEqual([])
    expect((await image.manifest()).layers).toEqual([...(await base.manifest()).layers, top.descriptor])
    expect((await image.config()).config).toEqual({ Env: ['SEED=3'], Cmd: ['/bin/sh'] })
    expect((await image.config()).history?.at(-1)).toEqual({ created_by: 'test' })
    expect((await image.manifest()).annotations).toEqual({ who: 'me' })
  })

  it('turns a Docker base into an OCI image with the same layers', async () => {
    const layer = await createLayer(tarOf('a'))
    const docker = { ...layer, descriptor: { ...layer.descriptor, mediaType: mediaTypes.dockerLayerGzip } }
    const image = await appendLayers(composeImage(await parts(docker), [docker]), [])
    expect((await image.manifest()).layers).toEqual([layer.descriptor])
  })
})

describe('rebasing', () => {
  const built = async (base: Image): Promise<Image> =>
    appendLayers(base, [await createLayer(tarOf('app'), { history: { created_by: 'app' } })])

  it('gives what building on the new base gives', async () => {
    const [old, next] = [await randomImage({ layers: 2, seed: 1 }), await randomImage({ layers: 3, seed: 2 })]
    const image = await rebase(await built(old), old, next, { baseName: 'example.com/base:2' })
    const direct = await built(next)
    expect(await validateImage(image)).toEqual([])
    expect((await image.manifest()).layers).toEqual((await direct.manifest()).layers)
    expect((await image.config()).rootfs).toEqual((await direct.config()).rootfs)
    expect((await image.config()).history).toEqual((await direct.config()).history)
    expect((await image.manifest()).annotations).toEqual({
      'org.opencontainers.image.base.digest': next.descriptor.digest,
      'org.opencontainers.image.base.name': 'example.com/base:2',
    })
  })

  it('refuses an image that is not built on the old base, and a base for another platform', async () => {
    const [old, next] = [await randomImage({ seed: 1 }), await randomImage({ seed: 2 })]
    await expect(rebase(await built(old), next, old)).rejects.toMatchObject({ code: 'ERR_OCI_REBASE_MISMATCH' })
    const arm = await randomImage({ platform: { architecture: 'arm64', os: 'linux' } })
    await expect(rebase(await built(old), old, arm)).rejects.toMatchObject({ code: 'ERR_OCI_REBASE_MISMATCH' })
  })
})
