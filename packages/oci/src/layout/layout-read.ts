import { createReadStream, readFileSync, statSync } from 'node:fs'
import { digestOf } from '@nacre/archive'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { type Digest, isDigest } from '../model/digest.ts'
import type { ImageIndex } from '../model/manifest.ts'
import { isIndexType, isManifestOrIndexType, mediaTypes } from '../model/media-type.ts'
import { sniffMediaType } from '../model/sniff.ts'
import { readBytes, readIndex } from '../places/documents.ts'
import { notFound } from '../places/not-found.ts'
import { isMissing, SMALL } from '../places/partial-file.ts'
import type { PlaceOptions, Referrers, ReferrersOptions, Source } from '../places/place.ts'
import { referrerOf, selectReferrers } from '../places/referrer.ts'
import { verified } from '../places/verified.ts'
import { nameOf, soleContent, unnamed } from './index-entries.ts'
import { blobFile, readIndexFile, readMarker } from './layout-files.ts'

const maxWalk = 100_000
const maxSniff = 4 * 1024 * 1024

/** Size of a blob's file, or undefined. */
export function blobSize(dir: string, digest: Digest): number | undefined {
  try {
    const found = statSync(blobFile(dir, digest))
    return found.isFile() ? found.size : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The reading half of a layout place. */
export function layoutSource(dir: string): Source & {
  index(): Promise<ImageIndex>
  root(): Promise<Descriptor>
} {
  const index = (): { index: ImageIndex; bytes: Uint8Array } => {
    const found = readMarker(dir) === undefined ? undefined : readIndexFile(dir)
    if (found !== undefined) return found
    throw new OciError(
      'ERR_OCI_NOT_FOUND',
      `Opening the OCI layout ${dir}: it has no oci-layout and index.json; name a folder that is an OCI image layout`,
      { details: { dir } },
    )
  }

  const source: Source & { index(): Promise<ImageIndex>; root(): Promise<Descriptor> } = {
    async index() {
      return index().index
    },

    async root() {
      const { index: top, bytes } = index()
      const only = soleContent(top)
      if (only !== undefined) return only
      return { mediaType: top.mediaType ?? mediaTypes.ociIndex, size: bytes.length, digest: digestOf(bytes) }
    },

    async resolve(reference, options = {}) {
      const { index: top, bytes } = index()
      if (!isDigest(reference)) {
        const named = top.manifests.find((entry) => nameOf(entry) === reference)
        if (named === undefined) throw notFound(`the OCI layout ${dir}`, reference, { tags: namesOf(top) })
        return unnamed(named)
      }
      const own = digestOf(bytes)
      if (reference === own) return { mediaType: top.mediaType ?? mediaTypes.ociIndex, size: bytes.length, digest: own }
      for await (const found of walk(source, top, options)) if (found.digest === reference) return found
      return sniffed(dir, source, reference, options)
    },

    async has(descriptor) {
      if (blobSize(dir, descriptor.digest) === descriptor.size) return true
      return isOwnIndex(dir, descriptor)
    },

    async *read(descriptor, options = {}) {
      const size = blobSize(dir, descriptor.digest)
      if (size === undefined) {
        const top = isOwnIndex(dir, descriptor) ? readIndexFile(dir) : undefined
        if (top === undefined) throw notFound(`the OCI layout ${dir}`, descriptor.digest)
        yield* verified(descriptor, [top.bytes], options)
        return
      }
      const file = blobFile(dir, descriptor.digest)
      const content = size <= SMALL ? [readFileSync(file)] : createReadStream(file, { highWaterMark: 256 * 1024 })
      yield* verified(descriptor, content, options)
    },

    async referrers(subject: Descriptor, options: ReferrersOptions = {}): Promise<Referrers> {
      const found: Descriptor[] = []
      const top = readIndexFile(dir)
      for await (const descriptor of top === undefined ? [] : walk(source, top.index, options)) {
        if (!isManifestOrIndexType(descriptor.mediaType) || !(await source.has(descriptor))) continue
        const referrer = referrerOf(descriptor, await readBytes(source, descriptor, options))
        if (referrer?.subject.digest === subject.digest) found.push(referrer.descriptor)
      }
      return { manifests: selectReferrers(found, options.artifactType), via: 'index' }
    },

    async tags() {
      const top = readIndexFile(dir)
      return top === undefined ? [] : namesOf(top.index)
    },
  }
  return source
}

function namesOf(index: ImageIndex): string[] {
  const names = index.manifests.map(nameOf).filter((name) => name !== undefined)
  return [...new Set(names)].sort()
}

function isOwnIndex(dir: string, descriptor: Descriptor): boolean {
  if (!isIndexType(descriptor.mediaType)) return false
  const top = readIndexFile(dir)
  return top !== undefined && top.bytes.length === descriptor.size && digestOf(top.bytes) === descriptor.digest
}

/** Every manifest and index that can be reached from the top, each digest once. Indexes may nest (image-layout.md, "index.json file"). */
async function* walk(source: Source, top: ImageIndex, options: PlaceOptions): AsyncGenerator<Descriptor> {
  const seen = new Set<string>()
  const waiting = top.manifests.map(unnamed)
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next.digest)) continue
    seen.add(next.digest)
    if (seen.size > maxWalk) {
      throw new OciError('ERR_OCI_LIMIT', `Walking an OCI layout: met more than ${maxWalk} manifests; is it hostile?`, {
        details: { limit: 'manifests', max: maxWalk },
      })
    }
    yield next
    if (!isIndexType(next.mediaType) || !(await source.has(next))) continue
    waiting.push(...(await readIndex(source, next, options)).manifests)
  }
}

async function sniffed(dir: string, source: Source, digest: Digest, options: PlaceOptions): Promise<Descriptor> {
  const size = blobSize(dir, digest)
  if (size === undefined) throw notFound(`the OCI layout ${dir}`, digest)
  const unknown: Descriptor = { mediaType: 'application/octet-stream', size, digest }
  if (size > maxSniff) return unknown
  const mediaType = sniffMediaType(await readBytes(source, unknown, options))
  return mediaType === undefined ? unknown : { ...unknown, mediaType }
}
