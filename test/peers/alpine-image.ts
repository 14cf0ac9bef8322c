import { readFile } from 'node:fs/promises'
import { digestOf, gunzip } from '@nacre/archive'
import {
  composeImage,
  createLayer,
  type Descriptor,
  encodeIndex,
  type Image,
  mediaTypes,
  memoryPlace,
  overlay,
  type Source,
} from '@nacre/oci'
import { randomIndex } from '@nacre/oci/testing'
import { dataRoot, testData } from '../conformance/data.ts'

/** An index and where its content is. */
export interface MultiArchImage {
  readonly source: Source
  readonly descriptor: Descriptor
}

const LIMIT = 64 * 1024 * 1024

async function alpine(arch: string, architecture: string): Promise<Image> {
  const file = testData(`data/alpine/minirootfs/alpine-minirootfs-3.20.3-${arch}.tar.gz`)
  const layer = await createLayer(await gunzip(await readFile(file), { limit: LIMIT }))
  const config = { mediaType: mediaTypes.ociConfig, size: 2, digest: digestOf(new TextEncoder().encode('{}')) }
  return composeImage(
    {
      manifest: { schemaVersion: 2, config, layers: [layer.descriptor] },
      config: {
        architecture,
        os: 'linux',
        created: '2024-09-06T00:00:00Z',
        rootfs: { type: 'layers', diff_ids: [layer.diffId] },
        config: { Cmd: ['/bin/sh'], Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'] },
      },
    },
    [layer],
  )
}

/** Alpine 3.20.3 for two architectures where the test data is, and otherwise random images of some size. */
export async function multiArchImage(): Promise<MultiArchImage> {
  const platforms = [
    { architecture: 'amd64', os: 'linux' },
    { architecture: 'arm64', os: 'linux' },
  ]
  if (dataRoot === undefined) return randomIndex(platforms, { size: 3_000_000, layers: 1 })
  const images = [await alpine('x86_64', 'amd64'), await alpine('aarch64', 'arm64')]
  const manifests = images.map(({ descriptor }, at) => ({ ...descriptor, platform: platforms[at]! }))
  const bytes = encodeIndex({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests })
  const descriptor: Descriptor = { mediaType: mediaTypes.ociIndex, size: bytes.length, digest: digestOf(bytes) }
  const memory = memoryPlace()
  memory.put(descriptor, () => bytes)
  return { source: overlay(memory, ...images.map(({ source }) => source)), descriptor }
}
