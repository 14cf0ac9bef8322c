import { missingPlatform } from '../copy/select-platforms.ts'
import { chooseManifest } from '../image/open-image.ts'
import type { Content } from '../layout/write-layout.ts'
import type { Descriptor, Platform } from '../model/descriptor.ts'
import { isConfigType, isIndexType, isManifestOrIndexType, isManifestType } from '../model/media-type.ts'
import { children, type DocumentOptions, readBytes, readConfig, readIndex, readManifest } from '../places/documents.ts'
import type { Source } from '../places/place.ts'
import { parseReference } from '../registry/reference.ts'
import { withTag } from './image-name.ts'

/** An image or index to be archived, with the names it gets. */
export interface ArchiveContent extends Content {
  /** Such as `web:1`; without a tag it is `:latest`. */
  readonly tags?: readonly string[]
}

/** Options that decide what goes into an archive. */
export interface ArchivePlanOptions extends DocumentOptions {
  /** Only the image for this platform, such as `linux/arm64`. */
  readonly platform?: string | Platform
  /** What is put behind the tag of one image of several. Default: `-` and the architecture, and `-` and the variant where there is one. */
  readonly suffix?: (platform: Platform) => string
}

/** An image for `manifest.json`. */
export interface PlannedImage {
  readonly source: Source
  readonly descriptor: Descriptor
  readonly tags: readonly string[]
}

/** An entry for `index.json`, and all that is under it. */
export interface PlannedRoot {
  readonly source: Source
  readonly descriptor: Descriptor
  readonly tags: readonly string[]
  readonly blobs: ReadonlyMap<string, Descriptor>
}

/** What goes under one content into an archive. */
export interface ArchivePlan {
  readonly root: PlannedRoot
  readonly images: readonly PlannedImage[]
}

/**
 * Reads the documents of a content, and says what an archive of it holds.
 *
 * @throws OciError `ERR_OCI_PLATFORM_MISSING`; `ERR_OCI_REFERENCE_INVALID` for a name that daemons do not take
 */
export async function planArchive(content: ArchiveContent, options: ArchivePlanOptions): Promise<ArchivePlan> {
  const { source } = content
  const tags = (content.tags ?? []).map(imageName)
  const descriptor = await chosen(source, content.descriptor, options)
  const blobs = new Map<string, Descriptor>()
  const images = await collectGraph(source, descriptor, blobs, options)
  const suffix = options.suffix ?? defaultSuffix
  const planned = images.map((image) => ({
    source,
    descriptor: image.descriptor,
    tags: images.length === 1 ? tags : tags.map((tag) => `${tag}${suffix(image.platform)}`),
  }))
  return { root: { source, descriptor, tags, blobs }, images: planned }
}

function imageName(text: string): string {
  const name = withTag(text)
  parseReference(name)
  return name
}

async function chosen(source: Source, descriptor: Descriptor, options: ArchivePlanOptions): Promise<Descriptor> {
  if (options.platform === undefined || !isIndexType(descriptor.mediaType)) return descriptor
  const { manifests } = await readIndex(source, descriptor, options)
  const found = chooseManifest(manifests, options.platform)
  return isIndexType(found.mediaType) ? chosen(source, found, options) : found
}

interface PlatformImage {
  readonly descriptor: Descriptor
  readonly platform: Platform
}

async function collectGraph(
  source: Source,
  root: Descriptor,
  blobs: Map<string, Descriptor>,
  options: DocumentOptions,
): Promise<PlatformImage[]> {
  const images: PlatformImage[] = []
  const waiting = [root]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (blobs.has(next.digest)) continue
    blobs.set(next.digest, next)
    if (!isManifestOrIndexType(next.mediaType)) continue
    waiting.push(...children(next, await readBytes(source, next, options), options))
    const image = isManifestType(next.mediaType) ? await asImage(source, next, options) : undefined
    if (image !== undefined) images.push(image)
  }
  if (images.length === 0) throw missingPlatform('any platform', [])
  return images
}

/** An image, or undefined for an artifact, which has another kind of config. */
async function asImage(
  source: Source,
  descriptor: Descriptor,
  options: DocumentOptions,
): Promise<PlatformImage | undefined> {
  const { config, layers } = await readManifest(source, descriptor, options)
  if (!isConfigType(config.mediaType) || descriptor.platform?.os === 'unknown') return undefined
  const { architecture, os, variant, rootfs } = await readConfig(source, config, options)
  if (rootfs.diff_ids.length !== layers.length) return undefined
  return { descriptor, platform: variant === undefined ? { architecture, os } : { architecture, os, variant } }
}

function defaultSuffix({ architecture, variant }: Platform): string {
  return variant === undefined || variant === '' ? `-${architecture}` : `-${architecture}-${variant}`
}
