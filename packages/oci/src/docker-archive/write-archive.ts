import type { FileHandle } from 'node:fs/promises'
import { encodeTarHeader, TAR_END, tarPadding } from '@nacre/archive'
import type { CopyEvent } from '../copy/copy-event.ts'
import { containerdName, refName } from '../layout/index-entries.ts'
import { layoutMarker } from '../layout/layout-files.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { parseDigest } from '../model/digest.ts'
import { encodeIndex } from '../model/encode.ts'
import { encodeJson } from '../model/json.ts'
import { mediaTypes } from '../model/media-type.ts'
import { readManifest } from '../places/documents.ts'
import { writeWhole } from '../places/partial-file.ts'
import type { PlaceOptions, Source } from '../places/place.ts'
import { type ArchiveContent, type ArchivePlan, type ArchivePlanOptions, planArchive } from './archive-plan.ts'
import { type DockerManifestItem, encodeDockerManifest } from './docker-manifest.ts'
import { normaliseImageName, parseImageName } from './image-name.ts'

/** Options of {@link writeDockerArchive}. */
export interface WriteArchiveOptions extends ArchivePlanOptions {
  readonly onEvent?: (event: CopyEvent) => void
}

/**
 * Writes images as a file that `docker load`, `podman load` and skopeo accept: what `docker save` writes today, an OCI
 * layout in a tar (image-spec v1.1, image-layout.md) together with `manifest.json`. An index goes in whole: daemons that
 * know indexes load all of it under its tags, others load every image of it under the tag and a suffix such as `-arm64`;
 * `platform` picks one instead. Manifests keep their digests. Layers are streamed; the same content gives the same bytes;
 * the file appears when it is whole.
 *
 * @throws OciError `ERR_OCI_PLATFORM_MISSING`, and what reading the sources throws
 */
export async function writeDockerArchive(
  file: string,
  contents: readonly ArchiveContent[],
  options: WriteArchiveOptions = {},
): Promise<void> {
  const plans: ArchivePlan[] = []
  for (const content of contents) plans.push(await planArchive(content, options))
  const blobs = allBlobs(plans)
  const items = await manifestItems(plans, options)
  const verb = options.signal === undefined ? {} : { signal: options.signal }
  await writeWhole(file, async (handle) => {
    for (const folder of foldersOf(blobs)) await handle.writeFile(encodeTarHeader({ name: folder, type: 'directory' }))
    for (const { source, descriptor } of blobs) await writeBlob(handle, source, descriptor, verb, options.onEvent)
    await writeDocument(handle, 'index.json', indexOf(plans))
    await writeDocument(handle, 'manifest.json', encodeDockerManifest(items))
    await writeDocument(handle, 'oci-layout', new TextEncoder().encode(layoutMarker))
    await writeDocument(handle, 'repositories', repositoriesOf(items))
    await handle.writeFile(TAR_END)
  })
}

interface SourcedBlob {
  readonly source: Source
  readonly descriptor: Descriptor
}

/** Every blob once, by digest. */
function allBlobs(plans: readonly ArchivePlan[]): SourcedBlob[] {
  const all = new Map<string, SourcedBlob>()
  for (const { root } of plans) {
    for (const descriptor of root.blobs.values()) {
      if (!all.has(descriptor.digest)) all.set(descriptor.digest, { source: root.source, descriptor })
    }
  }
  return [...all.values()].sort((a, b) => (a.descriptor.digest < b.descriptor.digest ? -1 : 1))
}

function memberOf(descriptor: Descriptor): string {
  const { algorithm, hex } = parseDigest(descriptor.digest)
  return `blobs/${algorithm}/${hex}`
}

function foldersOf(blobs: readonly SourcedBlob[]): string[] {
  const algorithms = new Set(blobs.map(({ descriptor }) => parseDigest(descriptor.digest).algorithm))
  return ['blobs', ...[...algorithms].sort().map((algorithm) => `blobs/${algorithm}`)]
}

async function manifestItems(plans: readonly ArchivePlan[], options: PlaceOptions): Promise<DockerManifestItem[]> {
  const items: DockerManifestItem[] = []
  for (const { source, descriptor, tags } of plans.flatMap(({ images }) => images)) {
    const { config, layers } = await readManifest(source, descriptor, options)
    items.push({ Config: memberOf(config), RepoTags: tags, Layers: layers.map(memberOf) })
  }
  return items
}

function indexOf(plans: readonly ArchivePlan[]): Uint8Array {
  const manifests = plans.flatMap(({ root }) => {
    const { descriptor, tags } = root
    if (tags.length === 0) return [descriptor]
    return tags.map((name) => ({
      ...descriptor,
      annotations: {
        ...descriptor.annotations,
        [containerdName]: normaliseImageName(name),
        [refName]: parseImageName(name).tag,
      },
    }))
  })
  return encodeIndex({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests })
}

/** The old list of names (moby image/spec/v1.md, "Repositories"): repository, tag, top layer. */
function repositoriesOf(items: readonly DockerManifestItem[]): Uint8Array {
  const repositories = new Map<string, Map<string, string>>()
  for (const { RepoTags: tags, Layers: layers } of items) {
    for (const name of tags) {
      const colon = name.lastIndexOf(':')
      const repository = name.slice(0, colon)
      const named = repositories.get(repository) ?? new Map<string, string>()
      named.set(name.slice(colon + 1), layers.at(-1)?.split('/').at(-1) ?? '')
      repositories.set(repository, named)
    }
  }
  const value = Object.fromEntries([...repositories].map(([name, tags]) => [name, Object.fromEntries(tags)]))
  return new TextEncoder().encode(encodeJson(value))
}

async function writeDocument(handle: FileHandle, name: string, bytes: Uint8Array): Promise<void> {
  await handle.writeFile(encodeTarHeader({ name, size: bytes.length }))
  await handle.writeFile(bytes)
  await handle.writeFile(tarPadding(bytes.length))
}

async function writeBlob(
  handle: FileHandle,
  source: Source,
  descriptor: Descriptor,
  verb: PlaceOptions,
  onEvent: WriteArchiveOptions['onEvent'],
): Promise<void> {
  const { digest, mediaType, size } = descriptor
  const tell = (kind: 'start' | 'progress' | 'written', bytes: number): void =>
    onEvent?.({ kind, digest, mediaType, bytes, total: size })
  tell('start', 0)
  await handle.writeFile(encodeTarHeader({ name: memberOf(descriptor), size }))
  let written = 0
  for await (const piece of source.read(descriptor, verb)) {
    await handle.writeFile(piece)
    written += piece.length
    tell('progress', written)
  }
  await handle.writeFile(tarPadding(size))
  tell('written', size)
}
