import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuiltImage, type Compression, image } from '@nacre/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SyntheticRepository, syntheticRepository } from '../conformance/synthetic-repository.ts'
import { run, unpack } from './container.ts'
import { describePeers } from './peer.ts'

let dir: string
let repository: SyntheticRepository
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-compression-'))
  repository = await syntheticRepository(join(dir, 'repository'), [2_500_000, 100_000])
})
afterAll(() => rm(dir, { recursive: true, force: true }))

function build(compression?: Compression): Promise<BuiltImage> {
  return image()
    .from(repository.dir)
    .trust(repository.key)
    .add(...repository.names)
    .build({ arch: ['x86_64'], cache: join(dir, 'cache'), ...(compression && { compression }) })
}

const codecs = [
  { codec: 'gzip', level: 1, type: 'application/vnd.oci.image.layer.v1.tar+gzip' },
  { codec: 'gzip', level: 9, type: 'application/vnd.oci.image.layer.v1.tar+gzip' },
  { codec: 'zstd', level: 3, type: 'application/vnd.oci.image.layer.v1.tar+zstd' },
  { codec: 'none', level: 0, type: 'application/vnd.oci.image.layer.v1.tar' },
] as const

describePeers(['skopeo'], 'a layer in every codec', () => {
  it.each(codecs)(
    '$codec at level $level has its media type, and skopeo decompresses it to its diffID',
    async ({ codec, level, type }) => {
      const built = await build({ codec, level })
      const layer = built.arch('x86_64').layers[0]!
      expect(layer.descriptor.mediaType).toBe(type)
      expect(layer.diffId).toBe((await build()).arch('x86_64').layers[0]!.diffId)
      const layout = join(dir, `layout-${codec}-${level}`)
      const plain = join(dir, `plain-${codec}-${level}`)
      await built.writeLayout(layout, { tag: 'one' })
      await run('skopeo', '--insecure-policy', 'copy', '--dest-decompress', `oci:${layout}:one`, `dir:${plain}`)
      const digests = await Promise.all(
        (await readdir(plain)).map(async (name) =>
          createHash('sha256')
            .update(await readFile(join(plain, name)))
            .digest('hex'),
        ),
      )
      expect(digests).toContain(layer.diffId.slice('sha256:'.length))
    },
  )
})

describePeers(['umoci'], 'a layer that umoci unpacks', () => {
  // umoci 0.4.7 knows no zstd.
  it.each(codecs.filter(({ codec }) => codec !== 'zstd'))('in $codec at level $level', async ({ codec, level }) => {
    const layout = join(dir, `umoci-${codec}-${level}`)
    const bundle = join(dir, `bundle-${codec}-${level}`)
    await (await build({ codec, level })).writeLayout(layout, { tag: 'one' })
    await unpack(layout, 'one', bundle)
    expect(await readFile(join(bundle, 'rootfs/etc/apk/world'), 'utf8')).toBe('pkg0\npkg1\n')
  })
})
