import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copy } from '../copy/copy.ts'
import { openImage } from '../image/open-image.ts'
import { readBytes } from '../places/documents.ts'
import { randomImage, randomIndex } from '../testing/random.ts'
import { blobFile } from './layout-files.ts'
import { layoutPlace } from './layout-place.ts'
import { readLayout, writeLayout } from './write-layout.ts'

const platforms = [
  { architecture: 'amd64', os: 'linux' },
  { architecture: 'arm', os: 'linux', variant: 'v7' },
]

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-layout-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function files(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    found.set(file.slice(folder.length), (await readFile(file)).toString('base64'))
  }
  return found
}

describe('a layout folder', () => {
  it('has the same bytes whatever order and parallelism it was written with', async () => {
    const index = await randomIndex(platforms, { layers: 3 })
    const other = await randomImage({ seed: 9 })
    const [a, b] = [layoutPlace(join(dir, 'a')), layoutPlace(join(dir, 'b'))]
    await Promise.all([
      copy(index.source, a, index.descriptor, { as: 'web', concurrency: 8 }),
      copy(other.source, a, other.descriptor, { as: 'other', concurrency: 8 }),
    ])
    await copy(other.source, b, other.descriptor, { as: 'other', concurrency: 1 })
    await copy(index.source, b, index.descriptor, { as: 'web', concurrency: 1 })
    expect([...(await files(a.dir))].sort()).toEqual([...(await files(b.dir))].sort())
  })

  it('lists roots only: not the manifests of an index, nor a name that the source had', async () => {
    const index = await randomIndex(platforms)
    const first = await writeLayout(join(dir, 'a'), index, { name: 'one' })
    const second = layoutPlace(join(dir, 'b'))
    await copy(first, second, 'one', { as: 'two' })
    expect((await second.index()).manifests).toEqual([
      { ...index.descriptor, annotations: { 'org.opencontainers.image.ref.name': 'two' } },
    ])
  })

  it('finds manifests within nested indexes by digest', async () => {
    const index = await randomIndex(platforms)
    const place = await writeLayout(dir, index, { name: 'web' })
    const inner = index.images[1]?.descriptor
    expect(await place.resolve(inner?.digest ?? '')).toEqual(inner)
  })

  it('whose index.json is the image index itself gives that index as root, and its images', async () => {
    const index = await randomIndex(platforms)
    const place = await writeLayout(dir, index, { index: 'itself' })
    expect(await readFile(join(dir, 'index.json'))).toEqual(
      Buffer.from(await readBytes(index.source, index.descriptor)),
    )
    expect(await place.root()).toEqual(index.descriptor)
    expect(await place.resolve(index.descriptor.digest)).toEqual(index.descriptor)
    const image = await openImage(place, await place.root(), { platform: 'linux/arm/v7' })
    expect(image.descriptor).toEqual(index.images[1]?.descriptor)
    const copied = layoutPlace(join(dir, 'copied'))
    await copy(place, copied, index.descriptor.digest, { as: 'web' })
    expect(await copied.resolve('web')).toEqual(index.descriptor)
  })

  it('that was read can be written elsewhere as it is', async () => {
    const index = await randomIndex(platforms)
    await writeLayout(join(dir, 'a'), index)
    await writeLayout(join(dir, 'b'), await readLayout(join(dir, 'a')))
    expect([...(await files(join(dir, 'b')))].sort()).toEqual([...(await files(join(dir, 'a')))].sort())
  })

  it('refuses to be an index.json of what is no index', async () => {
    const image = await randomImage()
    await expect(writeLayout(dir, image, { index: 'itself' })).rejects.toMatchObject({
      code: 'ERR_OCI_MEDIA_TYPE_UNSUPPORTED',
    })
  })

  it('notices a blob that was changed on disk', async () => {
    const image = await randomImage()
    const place = await writeLayout(dir, image)
    const layer = (await image.manifest()).layers[0]
    if (layer === undefined) throw new Error('no layer')
    const file = blobFile(dir, layer.digest)
    const bytes = await readFile(file)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await writeFile(file, bytes)
    await expect(readBytes(place, layer)).rejects.toMatchObject({ code: 'ERR_OCI_DIGEST_MISMATCH' })
    await writeFile(file, bytes.subarray(0, 20))
    expect(await place.has(layer)).toBe(false)
    await expect(readBytes(place, layer)).rejects.toMatchObject({ code: 'ERR_OCI_SIZE_MISMATCH' })
  })

  it('sweeps the partial files of writers that are no more, and no others', async () => {
    const place = await writeLayout(dir, await randomImage())
    const blobs = join(dir, 'blobs', 'sha256')
    const before = (await readdir(blobs)).length
    // Process ids stay below 2^22 on Linux (proc(5), pid_max).
    await writeFile(join(blobs, '.partial-99999999-x-abc'), 'half')
    await writeFile(join(blobs, `.partial-${process.pid}-y-abc`), 'half')
    expect(await place.sweep()).toBe(1)
    expect((await readdir(blobs)).length).toBe(before + 1)
  })

  it('is refused when it is no layout, or one of another kind', async () => {
    await expect(readLayout(join(dir, 'none'))).rejects.toMatchObject({ code: 'ERR_OCI_NOT_FOUND' })
    await mkdir(join(dir, 'odd'))
    await writeFile(join(dir, 'odd', 'oci-layout'), '{"imageLayoutVersion":"9.0.0"}')
    await expect(readLayout(join(dir, 'odd'))).rejects.toMatchObject({ code: 'ERR_OCI_LAYOUT_INVALID' })
    await writeFile(join(dir, 'odd', 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
    await writeFile(join(dir, 'odd', 'index.json'), '{"schemaVersion":2}')
    await expect(readLayout(join(dir, 'odd'))).rejects.toMatchObject({ code: 'ERR_OCI_INDEX_INVALID' })
  })
})
