import { digestOf } from '@nacre/archive'
import { containerdName, nameOf, soleContent, unnamed } from '../layout/index-entries.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeIndex, encodeManifest } from '../model/encode.ts'
import type { ImageIndex } from '../model/manifest.ts'
import { isConfigType, isManifestOrIndexType, isManifestType, mediaTypes } from '../model/media-type.ts'
import { parseConfig, parseIndex } from '../model/parse.ts'
import { children, readManifest } from '../places/documents.ts'
import { type MemoryPlace, memoryPlace } from '../places/memory-place.ts'
import { notFound } from '../places/not-found.ts'
import type { PlaceOptions, Source } from '../places/place.ts'
import { type DockerManifestItem, parseDockerManifest } from './docker-manifest.ts'
import { normaliseImageName } from './image-name.ts'
import { digestInName, layerMembers } from './layer-members.ts'
import { type ArchiveLimits, invalid, type Member, TarFile } from './tar-file.ts'

/** An image in an archive, with the tags that the archive gives it. */
export interface ArchivedImage {
  readonly descriptor: Descriptor
  readonly tags: readonly string[]
}

/** A docker archive, or an OCI archive, opened for reading. */
export interface DockerArchive extends Source {
  readonly file: string
  /** The images, in the archive's order. Several platforms of one image are several entries. */
  readonly images: readonly ArchivedImage[]
  /** The one thing that the archive holds; of several images an index of them. */
  readonly root: Descriptor
}

/** Options of {@link readDockerArchive}. */
export interface ReadArchiveOptions extends PlaceOptions {
  readonly limits?: ArchiveLimits
}

/**
 * Opens what `docker save`, `podman save`, `skopeo copy docker-archive:` or `oci-archive:`, `apko build` and
 * {@link writeDockerArchive} write: with `manifest.json` and plain or packed layers, or an OCI layout in a tar, or both.
 * The file is passed over once to find its members; layers are read from it when asked for, and verified then.
 * An image that the archive has no manifest for gets one in OCI form.
 *
 * @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_ARCHIVE_INVALID`, `ERR_OCI_ARCHIVE_COMPRESSED`, `ERR_OCI_LIMIT`,
 * `ERR_OCI_CONFIG_INVALID`, `ERR_OCI_MANIFEST_INVALID`, `ERR_OCI_INDEX_INVALID`
 */
export async function readDockerArchive(file: string, options: ReadArchiveOptions = {}): Promise<DockerArchive> {
  const tar = await TarFile.open(file, options.limits, options)
  const reading = new ArchiveReading(tar)
  const top = await reading.index()
  const items = await reading.manifest()
  if (top === undefined && items === undefined) throw invalid(file, 'it has neither manifest.json nor index.json')
  const images = items === undefined ? [] : await reading.images(items)
  for (const { descriptor, tags } of images) reading.name(descriptor, tags)
  for (const entry of top?.index.manifests ?? []) {
    const name = entry.annotations?.[containerdName] ?? nameOf(entry)
    if (name !== undefined) reading.name(unnamed(entry), [name])
  }
  if (items === undefined) images.push(...(await reading.indexedImages(top?.index)))
  const root = reading.root(top, images)
  return { ...reading.source(), file, images, root }
}

interface Top {
  readonly index: ImageIndex
  readonly bytes: Uint8Array
}

class ArchiveReading {
  readonly #tar: TarFile
  readonly #place: MemoryPlace = memoryPlace()
  readonly #blobs = new Map<string, Member>()
  /** Manifests of `index.json`, by the digest of their config. */
  readonly #byConfig = new Map<string, Descriptor>()
  readonly #tags = new Map<string, Descriptor>()
  readonly #named = new Map<string, Descriptor>()

  constructor(tar: TarFile) {
    this.#tar = tar
    for (const member of tar.members.values()) {
      const digest = digestInName(member.name)
      if (digest !== undefined) this.#blobs.set(digest, member)
    }
  }

  /** Reads `index.json` and takes in all that can be reached from it. */
  async index(): Promise<Top | undefined> {
    const member = this.#tar.member('index.json')
    if (member === undefined) return undefined
    const bytes = await this.#tar.document(member)
    const index = parseIndex(bytes, { limits: { bytes: bytes.length } })
    const seen = new Set<string>()
    const waiting = [...index.manifests]
    for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
      if (seen.has(entry.digest)) continue
      seen.add(entry.digest)
      waiting.push(...(await this.#takeIn(unnamed(entry))))
    }
    return { index, bytes }
  }

  async #takeIn(descriptor: Descriptor): Promise<Descriptor[]> {
    const member = this.#blobs.get(descriptor.digest)
    // docker save of one platform keeps the whole index, and leaves out the rest of the images.
    if (member === undefined || member.size !== descriptor.size) return []
    this.#place.put(descriptor, () => this.#tar.read(member))
    if (!isManifestOrIndexType(descriptor.mediaType)) return []
    const found = children(descriptor, await this.#tar.document(member))
    if (isManifestType(descriptor.mediaType) && found[0] !== undefined) this.#byConfig.set(found[0].digest, descriptor)
    return found
  }

  async manifest(): Promise<readonly DockerManifestItem[] | undefined> {
    const member = this.#tar.member('manifest.json')
    return member === undefined ? undefined : parseDockerManifest(await this.#tar.document(member))
  }

  /** The images that `manifest.json` lists. */
  async images(items: readonly DockerManifestItem[]): Promise<ArchivedImage[]> {
    const images: ArchivedImage[] = []
    for (const item of items) images.push({ descriptor: await this.#image(item), tags: item.RepoTags })
    return images
  }

  async #image(item: DockerManifestItem): Promise<Descriptor> {
    const member = this.#tar.member(item.Config)
    if (member === undefined) throw invalid(this.#tar.file, `the config ${JSON.stringify(item.Config)} is missing`)
    const bytes = await this.#tar.document(member)
    const config = parseConfig(bytes, { limits: { bytes: bytes.length } })
    const digest = digestOf(bytes)
    const layers = await layerMembers(this.#tar, item, config)
    const known = this.#byConfig.get(digest)
    if (known !== undefined) return known
    const configDescriptor = { mediaType: mediaTypes.ociConfig, size: bytes.length, digest }
    this.#place.put(configDescriptor, () => bytes)
    for (const { descriptor, member: from } of layers) this.#place.put(descriptor, () => this.#tar.read(from))
    const manifest = encodeManifest({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: configDescriptor,
      layers: layers.map(({ descriptor }) => descriptor),
    })
    const { architecture, os, variant } = config
    const descriptor: Descriptor = {
      mediaType: mediaTypes.ociManifest,
      size: manifest.length,
      digest: digestOf(manifest),
      platform: variant === undefined ? { architecture, os } : { architecture, os, variant },
    }
    this.#place.put(descriptor, () => manifest)
    return descriptor
  }

  /** The images of an archive without `manifest.json`: every image manifest reached from `index.json`. */
  async indexedImages(index: ImageIndex | undefined): Promise<ArchivedImage[]> {
    const images: ArchivedImage[] = []
    for (const descriptor of this.#byConfig.values()) {
      const { config } = await readManifest(this.#place, descriptor)
      if (!isConfigType(config.mediaType)) continue
      const entries = (index?.manifests ?? []).filter((entry) => entry.digest === descriptor.digest)
      images.push({ descriptor, tags: entries.map(nameOf).filter((name) => name !== undefined) })
    }
    return images.sort((a, b) => (a.descriptor.digest < b.descriptor.digest ? -1 : 1))
  }

  /** Takes names over; of two spellings of one name the first stays. */
  name(descriptor: Descriptor, names: readonly string[]): void {
    for (const name of names) {
      const full = normaliseImageName(name)
      if (this.#named.has(full)) continue
      this.#named.set(full, descriptor)
      this.#tags.set(name, descriptor)
    }
  }

  root(top: Top | undefined, images: readonly ArchivedImage[]): Descriptor {
    const index: ImageIndex = top?.index ?? {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: images.map((image) => image.descriptor),
    }
    const only = soleContent(index)
    if (only !== undefined) return only
    const bytes = top?.bytes ?? encodeIndex(index)
    const descriptor = {
      mediaType: index.mediaType ?? mediaTypes.ociIndex,
      size: bytes.length,
      digest: digestOf(bytes),
    }
    this.#place.put(descriptor, () => bytes)
    return descriptor
  }

  source(): Source {
    const { resolve, has, read, referrers } = this.#place
    const tags = this.#tags
    const full = this.#named
    const file = this.#tar.file
    return {
      has,
      read,
      referrers,
      async resolve(reference, options) {
        const named = tags.get(reference) ?? full.get(normaliseImageName(reference))
        if (named !== undefined) return named
        if (/^sha(?:256|512):/.test(reference)) return resolve(reference, options)
        throw notFound(`the archive ${file}`, reference, { tags: [...tags.keys()].sort() })
      },
      async tags() {
        return [...tags.keys()].sort()
      },
    }
  }
}
