import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createTar, digestOf, gunzip } from '@nacre/archive'
import {
  appendLayers,
  composeImage,
  createLayer,
  type Image,
  imageAt,
  mediaTypes,
  memoryPlace,
  openImage,
  parseManifest,
  readDockerArchive,
  readLayout,
  validateImage,
  writeDockerArchive,
  writeLayout,
} from '@nacre/oci'
import { randomImage, randomIndex } from '@nacre/oci/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataRoot, testData } from '../conformance/data.ts'
import { describePeers } from './peer.ts'

const run = promisify(execFile)

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-peers-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const platforms = [
  { architecture: 'amd64', os: 'linux' },
  { architecture: 'arm64', os: 'linux' },
  { architecture: 'arm', os: 'linux', variant: 'v7' },
]

async function program(name: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(name, args, { maxBuffer: 16 * 1024 * 1024, timeout: 60_000 })
  return stdout
}

describePeers(['skopeo'], 'skopeo and our places', () => {
  it('reads our layout of an index, and copies it with every digest kept', async () => {
    const index = await randomIndex(platforms, { layers: 3, size: 50_000 })
    const layout = join(dir, 'multi')
    await writeLayout(layout, index, { name: 'web' })
    await program('skopeo', 'copy', '--all', `oci:${layout}:web`, `oci:${layout}-copy:web`)
    const raw = await program('skopeo', 'inspect', '--raw', `oci:${layout}:web`)
    expect(Buffer.byteLength(raw)).toBe(index.descriptor.size)
    const back = await readLayout(`${layout}-copy`)
    expect((await back.resolve('web')).digest).toBe(index.descriptor.digest)
    for (const image of index.images) {
      expect(await validateImage(await openImage(back, image.descriptor.digest))).toEqual([])
    }
  })

  it.each(['gzip', 'zstd', 'none'] as const)('inspects an image of %s layers as we made it', async (compression) => {
    const image = await randomImage({ layers: 2, compression })
    const layout = join(dir, `single-${compression}`)
    await writeLayout(layout, image, { name: 'web' })
    const seen: unknown = JSON.parse(await program('skopeo', 'inspect', `oci:${layout}:web`))
    expect(seen).toMatchObject({
      Digest: image.descriptor.digest,
      Layers: (await image.manifest()).layers.map(({ digest }) => digest),
      Architecture: 'amd64',
      Env: ['SEED=1'],
    })
  })

  it('copies our docker archive, both as a docker archive and as an OCI archive', async () => {
    const image = await randomImage({ layers: 2, size: 40_000, seed: 4 })
    const archive = join(dir, 'ours.tar')
    await writeDockerArchive(archive, [{ ...image, tags: ['web:1'] }])
    await program('skopeo', 'copy', `oci-archive:${archive}`, `oci:${dir}/from-oci:web`)
    expect((await (await readLayout(`${dir}/from-oci`)).resolve('web')).digest).toBe(image.descriptor.digest)
    await program('skopeo', 'copy', `docker-archive:${archive}:web:1`, `oci:${dir}/from-docker:web`)
    const back = await openImage(await readLayout(`${dir}/from-docker`), 'web')
    expect(await validateImage(back)).toEqual([])
    expect((await back.config()).rootfs).toEqual((await image.config()).rootfs)
  })

  it('writes docker and OCI archives that we read, with the diffIDs kept', async () => {
    const image = await randomImage({ layers: 3, size: 40_000, seed: 5 })
    await writeLayout(join(dir, 'origin'), image, { name: 'web' })
    for (const kind of ['docker-archive', 'oci-archive']) {
      const archive = join(dir, `${kind}.tar`)
      await program('skopeo', 'copy', `oci:${dir}/origin:web`, `${kind}:${archive}:web:1`)
      const read = await readDockerArchive(archive)
      expect(read.images).toHaveLength(1)
      const back = await openImage(read, read.root)
      expect(await validateImage(back)).toEqual([])
      expect((await back.config()).rootfs).toEqual((await image.config()).rootfs)
      if (kind === 'oci-archive') expect(back.descriptor.digest).toBe(image.descriptor.digest)
    }
  })

  it('gives Docker schema 2 manifests that we read and build upon', async () => {
    const image = await randomImage({ seed: 6 })
    await writeLayout(join(dir, 'oci-form'), image, { name: 'web' })
    await program('skopeo', 'copy', '--format', 'v2s2', `oci:${dir}/oci-form:web`, `dir:${dir}/docker-form`)
    const bytes = await readFile(join(dir, 'docker-form', 'manifest.json'))
    const manifest = parseManifest(bytes)
    const place = memoryPlace()
    for (const blob of [manifest.config, ...manifest.layers]) {
      const content = await readFile(join(dir, 'docker-form', blob.digest.slice('sha256:'.length)))
      place.put(blob, () => content)
    }
    const descriptor = { mediaType: mediaTypes.dockerManifest, size: bytes.length, digest: digestOf(bytes) }
    place.put(descriptor, () => bytes)
    const base = imageAt(place, descriptor)
    expect(await validateImage(base)).toEqual([])
    const layer = await createLayer(createTar([{ header: { name: 'top' } }]))
    const appended = await appendLayers(base, [layer])
    expect(await validateImage(appended)).toEqual([])
    await writeLayout(join(dir, 'appended'), appended, { name: 'web' })
    const seen = await program('skopeo', 'inspect', '--config', `oci:${dir}/appended:web`)
    expect(seen).toContain(layer.diffId)
  })
})

describePeers(['umoci'], 'umoci and our places', () => {
  it('unpacks our layout, files and bytes as they were', async () => {
    const image = await randomImage({ layers: 2, size: 10_000, seed: 8 })
    const layout = join(dir, 'umoci')
    await writeLayout(layout, image, { name: 'web' })
    await program('umoci', 'unpack', '--rootless', '--image', `${layout}:web`, join(dir, 'bundle'))
    expect((await readdir(join(dir, 'bundle', 'rootfs'))).sort()).toEqual(['layer-0', 'layer-1'])
    expect((await readFile(join(dir, 'bundle', 'rootfs', 'layer-1'))).length).toBe(10_000)
  })

  it('writes a layout that we read', async () => {
    const layout = join(dir, 'umoci-made')
    await program('umoci', 'init', '--layout', layout)
    await program('umoci', 'new', '--image', `${layout}:web`)
    const image = await openImage(await readLayout(layout), 'web')
    expect(await validateImage(image)).toEqual([])
    expect((await image.config()).os).toBe('linux')
  })
})

describePeers(['podman', 'runc'], 'podman and our archives', () => {
  const podman = (...args: string[]): Promise<string> =>
    program(
      'podman',
      ...['--root', join(dir, 'podman', 'root'), '--runroot', join(dir, 'podman', 'run'), '--storage-driver', 'vfs'],
      ...['--runtime', 'runc', '--cgroup-manager=cgroupfs', ...args],
    )

  it('loads our archive under its tag, with the digest that we say', async () => {
    const image = await randomImage({ layers: 2, seed: 11 })
    const file = join(dir, 'podman.tar')
    await writeDockerArchive(file, [{ ...image, tags: ['nacre.test/web:1'] }])
    await podman('load', '-q', '-i', file)
    const listed: unknown = JSON.parse(await podman('image', 'inspect', 'nacre.test/web:1'))
    expect(listed).toMatchObject([
      { Digest: image.descriptor.digest, Id: (await image.manifest()).config.digest.slice('sha256:'.length) },
    ])
  })

  it('loads the image for this machine out of an archive of an index', async () => {
    const index = await randomIndex(platforms, { seed: 12 })
    const file = join(dir, 'podman-index.tar')
    await writeDockerArchive(file, [{ ...index, tags: ['nacre.test/multi:1'] }])
    await podman('load', '-q', '-i', file)
    const id = (await podman('image', 'inspect', '--format', '{{.Id}}', 'nacre.test/multi:1')).trim()
    const configs = await Promise.all(index.images.map(async (image) => (await image.manifest()).config.digest))
    expect(configs).toContain(`sha256:${id}`)
  })

  it.each(['docker-archive', 'oci-archive'])('saves as %s what we read', async (format) => {
    const image = await randomImage({ layers: 2, seed: 13 })
    const ours = join(dir, `save-${format}.tar`)
    await writeDockerArchive(ours, [{ ...image, tags: [`nacre.test/save-${format}:1`] }])
    await podman('load', '-q', '-i', ours)
    const saved = join(dir, `saved-${format}.tar`)
    await podman('save', '-q', '--format', format, '-o', saved, `nacre.test/save-${format}:1`)
    const read = await readDockerArchive(saved)
    const back = await openImage(read, read.root)
    expect(await validateImage(back)).toEqual([])
    expect((await back.config()).rootfs).toEqual((await image.config()).rootfs)
  })

  describe.skipIf(dataRoot === undefined)('with a real root file system', () => {
    it('runs a program of an image that we loaded', async () => {
      const image = await alpine()
      const file = join(dir, 'alpine.tar')
      await writeDockerArchive(file, [{ ...image, tags: ['nacre.test/alpine:1'] }])
      await podman('load', '-q', '-i', file)
      const options = ['--rm', '--network=none', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024']
      const said = await podman('run', ...options, 'nacre.test/alpine:1', '/bin/cat', '/etc/alpine-release')
      expect(said.trim()).toBe('3.20.3')
    })
  })
})

async function alpine(): Promise<Image> {
  const folder = testData('data/alpine/minirootfs')
  const name = (await readdir(folder)).find((each) => each.includes('x86_64') && each.endsWith('.tar.gz'))
  if (name === undefined) throw new Error(`no x86_64 root file system in ${folder}`)
  const tar = await gunzip(await readFile(join(folder, name)), { limit: 1 << 28 })
  const layer = await createLayer(tar, { level: 1 })
  return composeImage(
    {
      manifest: { schemaVersion: 2, config: layer.descriptor, layers: [layer.descriptor] },
      config: {
        architecture: 'amd64',
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: [layer.diffId] },
        config: { Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'] },
      },
    },
    [layer],
  )
}
