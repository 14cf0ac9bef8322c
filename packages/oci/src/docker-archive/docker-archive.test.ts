import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTar, digestOf, gzip, scanTar, type TarInput } from '@nacre/archive'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copy } from '../copy/copy.ts'
import { OciError } from '../error.ts'
import type { Image } from '../image/image.ts'
import { openImage } from '../image/open-image.ts'
import { validateImage } from '../image/validate-image.ts'
import { layoutPlace } from '../layout/layout-place.ts'
import { encodeConfig, encodeManifest } from '../model/encode.ts'
import { mediaTypes } from '../model/media-type.ts'
import { memoryPlace } from '../places/memory-place.ts'
import { randomImage, randomIndex } from '../testing/random.ts'
import { archivePlace } from './archive-place.ts'
import { dockerArchive } from './docker-archive.ts'
import { readDockerArchive } from './read-archive.ts'
import { writeDockerArchive } from './write-archive.ts'

const utf8 = new TextEncoder()
const platforms = [
  { architecture: 'amd64', os: 'linux' },
  { architecture: 'arm', os: 'linux', variant: 'v6' },
  { architecture: 'arm', os: 'linux', variant: 'v7' },
]

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-archive-'))
  file = join(dir, 'image.tar')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const member = (name: string, content: Uint8Array | string): TarInput => ({
  header: { name },
  content: typeof content === 'string' ? utf8.encode(content) : content,
})

/** A config and a plain layer, as `docker save` kept them before it wrote layouts. */
function classic(): { config: Uint8Array; layer: Uint8Array; manifest: (layer: string) => TarInput } {
  const layer = createTar([member('etc/motd', 'hello')])
  const config = encodeConfig({
    architecture: 'arm64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
    config: {},
  })
  const manifest = (name: string): TarInput =>
    member('manifest.json', JSON.stringify([{ Config: 'config.json', RepoTags: ['web:1'], Layers: [name] }]))
  return { config, layer, manifest }
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof OciError ? error.code : String(error)
}

describe('reading a docker archive', () => {
  it('of plain layers gives an image in OCI form', async () => {
    const { config, layer, manifest } = classic()
    await writeFile(
      file,
      createTar([member('config.json', config), member('a/layer.tar', layer), manifest('a/layer.tar')]),
    )
    const archive = await readDockerArchive(file)
    expect(archive.images.map(({ tags }) => tags)).toEqual([['web:1']])
    for (const name of ['web:1', 'docker.io/library/web:1', archive.root.digest]) {
      const image = await openImage(archive, name)
      expect(await validateImage(image)).toEqual([])
      expect((await image.manifest()).layers).toEqual([
        { mediaType: mediaTypes.ociLayer, size: layer.length, digest: digestOf(layer) },
      ])
    }
  })

  it('follows links between layers, as docker save made them for layers that images share', async () => {
    const { config, layer, manifest } = classic()
    const link: TarInput = { header: { name: 'b/layer.tar', type: 'symlink', linkname: '../a/layer.tar' } }
    await writeFile(
      file,
      createTar([member('a/layer.tar', layer), link, member('config.json', config), manifest('b/layer.tar')]),
    )
    expect(await validateImage(await openImage(await readDockerArchive(file), 'web:1'))).toEqual([])
  })

  it('takes packed layers by the digest in their name, or else hashes them', async () => {
    const { config, layer, manifest } = classic()
    const packed = await gzip(layer)
    for (const name of [`${digestOf(packed).slice(7)}.tar.gz`, 'l.tgz']) {
      await writeFile(file, createTar([member('config.json', config), member(name, packed), manifest(name)]))
      const image = await openImage(await readDockerArchive(file), 'web:1')
      expect((await image.manifest()).layers[0]).toMatchObject({
        digest: digestOf(packed),
        mediaType: mediaTypes.ociLayerGzip,
      })
      expect(await validateImage(image)).toEqual([])
    }
  })

  it('of apko with several images gives the index that apko puts behind them', async () => {
    const { source, descriptor, images } = await randomIndex(platforms)
    const entries: TarInput[] = []
    const items: unknown[] = []
    const bytesOf = async (each: {
      digest: `sha256:${string}` | `sha512:${string}`
      mediaType: string
      size: number
    }): Promise<Uint8Array> => {
      const pieces: Uint8Array[] = []
      for await (const piece of source.read(each)) pieces.push(piece)
      return Uint8Array.from(Buffer.concat(pieces))
    }
    for (const image of images) {
      const { config, layers } = await image.manifest()
      entries.push(member(config.digest, await bytesOf(config)))
      const names: string[] = []
      for (const layer of layers) {
        const name = `${layer.digest.slice(7)}.tar.gz`
        names.push(name)
        entries.push(member(name, await bytesOf(layer)))
      }
      items.push({ Config: config.digest, RepoTags: [`web:1-${items.length}`], Layers: names })
    }
    entries.push(member('manifest.json', JSON.stringify(items)))
    for (const image of images) entries.push(member(image.descriptor.digest, await bytesOf(image.descriptor)))
    entries.push(member('index.json', await bytesOf(descriptor)))
    await writeFile(file, createTar(entries))
    const archive = await readDockerArchive(file)
    expect(archive.root).toEqual(descriptor)
    expect(archive.images.map((image) => image.descriptor)).toEqual(images.map((image) => image.descriptor))
    const copied = memoryPlace()
    await copy(archive, copied, archive.root, { as: 'web' })
    for (const image of images) expect(await validateImage(await openImage(copied, image.descriptor))).toEqual([])
  })

  it('of one platform of an index reads the images that are there', async () => {
    const { source, descriptor, images } = await randomIndex(platforms)
    await writeDockerArchive(file, [{ source, descriptor, tags: ['web:1'] }])
    const gone = (await images[2]?.manifest())?.layers[0]
    const tar = await readFile(file)
    const kept: TarInput[] = []
    for (const { header, offset } of scanTar(tar, {})) {
      if (header.type !== 'file' || gone === undefined || header.name.endsWith(gone.digest.slice(7))) continue
      if (header.name === 'manifest.json') continue
      kept.push(member(header.name, tar.subarray(offset, offset + header.size)))
    }
    await writeFile(file, createTar(kept))
    const archive = await readDockerArchive(file)
    expect(await validateImage(await openImage(archive, 'web:1', { platform: 'linux/amd64' }))).toEqual([])
    expect(gone && (await archive.has(gone))).toBe(false)
  })

  it('refuses what is damaged, hostile or something else, with a code each', async () => {
    const { config, layer, manifest } = classic()
    const good = [member('config.json', config), member('l', layer), manifest('l')]
    const cases: [string, Uint8Array, string][] = [
      ['empty file', new Uint8Array(), 'ERR_OCI_ARCHIVE_INVALID'],
      ['text', utf8.encode('hello '.repeat(500)), 'ERR_OCI_ARCHIVE_INVALID'],
      ['compressed', await gzip(createTar(good)), 'ERR_OCI_ARCHIVE_COMPRESSED'],
      ['cut off', createTar(good).subarray(0, 1500), 'ERR_OCI_ARCHIVE_INVALID'],
      ['no manifest', createTar(good.slice(0, 2)), 'ERR_OCI_ARCHIVE_INVALID'],
      ['no config', createTar(good.slice(1)), 'ERR_OCI_ARCHIVE_INVALID'],
      ['no layer', createTar([member('config.json', config), manifest('../../l')]), 'ERR_OCI_ARCHIVE_INVALID'],
      ['two manifests', createTar([...good, manifest('m')]), 'ERR_OCI_ARCHIVE_INVALID'],
      [
        'manifest of faults',
        createTar([...good.slice(0, 2), member('manifest.json', '[{"Config":1}]')]),
        'ERR_OCI_ARCHIVE_INVALID',
      ],
      [
        'other layer count',
        createTar([...good.slice(0, 2), member('manifest.json', '[{"Config":"config.json","Layers":[]}]')]),
        'ERR_OCI_ARCHIVE_INVALID',
      ],
      ['config that is none', createTar([member('config.json', '[]'), ...good.slice(1)]), 'ERR_OCI_CONFIG_INVALID'],
      [
        'link to itself',
        createTar([
          member('config.json', config),
          { header: { name: 'l', type: 'symlink', linkname: 'l' } },
          manifest('l'),
        ]),
        'ERR_OCI_ARCHIVE_INVALID',
      ],
    ]
    for (const [name, bytes, code] of cases) {
      await writeFile(file, bytes)
      expect([name, await failure(readDockerArchive(file))]).toEqual([name, code])
    }
    await writeFile(file, createTar(good))
    expect(await failure(readDockerArchive(file, { limits: { members: 2 } }))).toBe('ERR_OCI_LIMIT')
    expect(await failure(readDockerArchive(file, { limits: { bytes: 20 } }))).toBe('ERR_OCI_LIMIT')
    expect(await failure(readDockerArchive(join(dir, 'none.tar')))).toBe('ERR_OCI_NOT_FOUND')
    expect(await failure(dockerArchive(join(dir, 'none.tar')).tags())).toBe('ERR_OCI_NOT_FOUND')
  })

  it('with changed bytes is read to a sound image, or ends in a coded error', async () => {
    const { config, layer, manifest } = classic()
    const whole = createTar([member('config.json', config), member('l', layer), manifest('l')])
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(change, async (changes) => {
        const bytes = whole.slice()
        for (const [at, value] of changes) bytes[at] = value
        await writeFile(file, bytes)
        try {
          const archive = await readDockerArchive(file)
          for (const { descriptor } of archive.images) await validateImage(await openImage(archive, descriptor))
        } catch (error) {
          if (!(error instanceof OciError)) throw error
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('writing a docker archive', () => {
  it('gives the same bytes each time, and everything back with the same digests', async () => {
    const { source, descriptor, images } = await randomIndex(platforms, { layers: 2, size: 300_000 })
    const again = join(dir, 'again.tar')
    for (const each of [file, again])
      await writeDockerArchive(each, [{ source, descriptor, tags: ['web:1', 'me/web'] }])
    expect(digestOf(await readFile(file))).toBe(digestOf(await readFile(again)))
    const archive = await readDockerArchive(file)
    expect(archive.root).toEqual(descriptor)
    expect(archive.images.map((image) => image.descriptor)).toEqual(images.map((image) => image.descriptor))
    expect(archive.images.map(({ tags }) => tags)).toEqual([
      ['web:1-amd64', 'me/web:latest-amd64'],
      ['web:1-arm-v6', 'me/web:latest-arm-v6'],
      ['web:1-arm-v7', 'me/web:latest-arm-v7'],
    ])
    expect(await archive.resolve('web:1')).toEqual(descriptor)
    expect(await archive.resolve('web:1-arm-v7')).toEqual(images[2]?.descriptor)
  })

  it('of one platform has that image alone, under the plain tag', async () => {
    const { source, descriptor, images } = await randomIndex(platforms)
    await writeDockerArchive(file, [{ source, descriptor, tags: ['web:1'] }], { platform: 'linux/arm/v6' })
    const archive = await readDockerArchive(file)
    expect(archive.root).toEqual(images[1]?.descriptor)
    expect(archive.images).toEqual([{ descriptor: images[1]?.descriptor, tags: ['web:1'] }])
    expect(await failure(writeDockerArchive(file, [{ source, descriptor }], { platform: 'linux/s390x' }))).toBe(
      'ERR_OCI_PLATFORM_MISSING',
    )
  })

  it('keeps blobs that images share once', async () => {
    const [a, b] = [await randomImage({ seed: 5 }), await randomImage({ seed: 6 })]
    await writeDockerArchive(file, [{ ...source(a), tags: ['a'] }, { ...source(a), tags: ['b'] }, source(b)])
    const names = scanTar(await readFile(file), {}).map(({ header }) => header.name)
    expect(new Set(names).size).toBe(names.length)
    expect((await readDockerArchive(file)).images.map(({ tags }) => tags)).toEqual([['a:latest'], ['b:latest'], []])
  })

  it('leaves the old file, and nothing beside it, when a source fails', async () => {
    const image = await randomImage()
    await writeFile(file, 'old')
    const broken = {
      ...image.source,
      async *read(...[descriptor, options]: Parameters<Image['source']['read']>): AsyncGenerator<Uint8Array> {
        if (descriptor.mediaType === mediaTypes.ociLayerGzip) throw new Error('the line is cut')
        yield* image.source.read(descriptor, options)
      },
    }
    await expect(writeDockerArchive(file, [{ source: broken, descriptor: image.descriptor }])).rejects.toThrow('cut')
    expect(await readdir(dir)).toEqual(['image.tar'])
    expect(await readFile(file, 'utf8')).toBe('old')
  })

  it.each(['BAD TAG', 'Web:1', 'web:', 'web:a b', ''])(
    'refuses the name %j, which daemons do not take',
    async (tag) => {
      const image = await randomImage()
      const file = join(dir, 'named.tar')
      await expect(writeDockerArchive(file, [{ ...image, tags: [tag] }])).rejects.toMatchObject({
        code: 'ERR_OCI_REFERENCE_INVALID',
      })
    },
  )

  it('refuses an artifact, which no daemon can load', async () => {
    const place = memoryPlace()
    const empty = { mediaType: mediaTypes.ociEmpty, size: 2, digest: digestOf(utf8.encode('{}')) }
    place.put(empty, () => utf8.encode('{}'))
    const bytes = encodeManifest({ schemaVersion: 2, config: empty, layers: [empty], artifactType: 'text/x-note' })
    const descriptor = { mediaType: mediaTypes.ociManifest, size: bytes.length, digest: digestOf(bytes) }
    place.put(descriptor, () => bytes)
    expect(await failure(writeDockerArchive(file, [{ source: place, descriptor }]))).toBe('ERR_OCI_PLATFORM_MISSING')
  })
})

describe('an archive as a place', () => {
  it('takes copies, writes the file on close, and leaves nothing else', async () => {
    const image = await randomImage({ layers: 2 })
    const place = await archivePlace(file)
    await copy(image.source, place, image.descriptor, { as: 'web:1' })
    expect(await readdir(dir)).not.toContain('image.tar')
    await place.close()
    expect(await readdir(dir)).toEqual(['image.tar'])
    const target = layoutPlace(join(dir, 'layout'))
    await copy(dockerArchive(file), target, 'web:1')
    expect(await validateImage(await openImage(target, 'web:1'))).toEqual([])
    expect(await target.resolve('web:1')).toEqual(image.descriptor)
  })

  it('given up leaves nothing', async () => {
    const image = await randomImage()
    {
      await using place = await archivePlace(file)
      await copy(image.source, place, image.descriptor, { as: 'web:1' })
    }
    expect(await readdir(dir)).toEqual([])
  })
})

function source(image: Image): Pick<Image, 'source' | 'descriptor'> {
  return { source: image.source, descriptor: image.descriptor }
}
