import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf, scanTar } from '@nacre/archive'
import {
  copy,
  encodeConfig,
  layoutPlace,
  mediaTypes,
  openImage,
  parseConfig,
  readBytes,
  readDockerArchive,
  validateImage,
  writeDockerArchive,
} from '@nacre/oci'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataRoot, testData } from './data.ts'

describe.skipIf(dataRoot === undefined)('the docker archive that apko wrote', () => {
  const file = (): string => testData('data/golden/apko-alpine-image/apko-alpine.tar')
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-apko-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('is read to a sound image under its tag', async () => {
    const archive = await readDockerArchive(file())
    expect(archive.images.map(({ tags }) => tags)).toEqual([['apko-alpine:test']])
    const image = await openImage(archive, 'apko-alpine:test', { platform: 'linux/amd64' })
    expect(await validateImage(image)).toEqual([])
    const { config, layers } = await image.manifest()
    expect(config.digest).toBe('sha256:e91b9df5bb57fe2cb7434deb01f455562e73ba208dfd862b6bc304e1b3024f44')
    expect(layers).toEqual([
      {
        mediaType: mediaTypes.ociLayerGzip,
        size: 2941356,
        digest: 'sha256:91a79c073fb45ecd818f87add2a91bf49e42853a1f13b72ee44c6ac58a7063b1',
      },
    ])
  })

  it('has a config that we write byte for byte the same', async () => {
    const archive = await readDockerArchive(file())
    const image = await openImage(archive, archive.root)
    const bytes = await readBytes(archive, (await image.manifest()).config)
    expect(encodeConfig(parseConfig(bytes))).toEqual(bytes)
  })

  it('has a layer whose plain tar can be read to its end', async () => {
    const archive = await readDockerArchive(file())
    const [layer] = await (await openImage(archive, archive.root)).layers()
    const pieces: Uint8Array[] = []
    for await (const piece of layer?.tar() ?? []) pieces.push(piece)
    const tar = Uint8Array.from(Buffer.concat(pieces))
    expect(digestOf(tar)).toBe(layer?.diffId)
    expect(scanTar(tar, {}).map(({ header }) => header.name)).toContain('etc/apk/world')
  })

  it('keeps its digests through a layout and an archive of ours', async () => {
    const archive = await readDockerArchive(file())
    const layout = layoutPlace(join(dir, 'layout'))
    await copy(archive, layout, 'apko-alpine:test')
    const ours = join(dir, 'ours.tar')
    await writeDockerArchive(ours, [{ source: layout, descriptor: await layout.root(), tags: ['apko-alpine:test'] }])
    const back = await readDockerArchive(ours)
    expect(back.root.digest).toBe(archive.root.digest)
    expect(await validateImage(await openImage(back, 'apko-alpine:test'))).toEqual([])
    expect((await readFile(ours)).length).toBeGreaterThan(2941356)
  })
})
