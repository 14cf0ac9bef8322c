import { createHasher, toHex } from '@nacre/archive'
import { sniffCompression } from '../image/layer-content.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { type Digest, isDigest } from '../model/digest.ts'
import type { ImageConfig } from '../model/image-config.ts'
import { type LayerCompression, mediaTypes } from '../model/media-type.ts'
import type { DockerManifestItem } from './docker-manifest.ts'
import { invalid, type Member, type TarFile } from './tar-file.ts'

/** A layer of an archive: its descriptor and where its bytes are. */
export interface LayerMember {
  readonly descriptor: Descriptor
  readonly member: Member
}

/** Finds the layers that an item of `manifest.json` lists. @throws OciError `ERR_OCI_ARCHIVE_INVALID` */
export async function layerMembers(
  tar: TarFile,
  item: DockerManifestItem,
  config: ImageConfig,
): Promise<LayerMember[]> {
  const { diff_ids: diffIds } = config.rootfs
  if (diffIds.length !== item.Layers.length) {
    throw invalid(tar.file, `manifest.json lists ${item.Layers.length} layers, ${item.Config} has ${diffIds.length}`)
  }
  const layers: LayerMember[] = []
  for (const [at, name] of item.Layers.entries()) {
    const member = tar.member(name)
    const diffId = diffIds[at]
    if (member === undefined || diffId === undefined)
      throw invalid(tar.file, `the layer ${JSON.stringify(name)} is missing`)
    const compression = await compressionOf(tar, member)
    // The digest of a plain layer is its diffID; that of a packed one is often its name. Either is checked when it is read.
    const digest = compression === 'none' ? diffId : (digestInName(member.name) ?? (await hashed(tar, member)))
    layers.push({ member, descriptor: { mediaType: layerTypes[compression], size: member.size, digest } })
  }
  return layers
}

/** The digest that a member's name states: `blobs/sha256/<hex>`, `sha256:<hex>`, `<hex>.tar.gz`, `<hex>.json`. */
export function digestInName(name: string): Digest | undefined {
  const blob = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(name)
  const bare = /^(?:sha256:)?([0-9a-f]{64})(?:\.json|\.tar|\.tar\.gz|\.tar\.zst)?$/.exec(name)
  const text = blob ? `${blob[1]}:${blob[2]}` : bare ? `sha256:${bare[1]}` : ''
  return isDigest(text) ? text : undefined
}

async function compressionOf(tar: TarFile, member: Member): Promise<LayerCompression> {
  const head: Uint8Array[] = []
  for await (const piece of tar.read(member, 4)) head.push(piece)
  return sniffCompression(head)
}

async function hashed(tar: TarFile, member: Member): Promise<Digest> {
  const hasher = createHasher('sha256')
  for await (const piece of tar.read(member)) hasher.update(piece)
  return `sha256:${toHex(hasher.digest())}`
}

const layerTypes = {
  gzip: mediaTypes.ociLayerGzip,
  zstd: mediaTypes.ociLayerZstd,
  none: mediaTypes.ociLayer,
} as const
