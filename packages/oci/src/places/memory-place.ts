import type { Descriptor } from '../model/descriptor.ts'
import { isDigest } from '../model/digest.ts'
import { isManifestOrIndexType } from '../model/media-type.ts'
import { readBytes } from './documents.ts'
import { notFound } from './not-found.ts'
import type { Place, PlaceOptions, Referrers, ReferrersOptions, WriteOptions } from './place.ts'
import { referrerOf, selectReferrers } from './referrer.ts'
import { verified } from './verified.ts'

/** Opens content: bytes that are there, or a stream from its start. */
export type OpenContent = () => Uint8Array | AsyncIterable<Uint8Array>

/** A place in memory, which can also hold content that is opened only when read. */
export interface MemoryPlace extends Place {
  /**
   * Holds content without reading it; it is verified whenever it is read.
   *
   * @param copyTo writes it into a new file, verified; false where that cannot be done
   */
  put(descriptor: Descriptor, open: OpenContent, copyTo?: (file: string) => Promise<boolean>): void
  delete(target: Descriptor | string, options?: PlaceOptions): Promise<void>
}

interface Held {
  readonly descriptor: Descriptor
  readonly open: OpenContent
  readonly copyTo?: (file: string) => Promise<boolean>
}

/**
 * Makes an empty place in memory.
 *
 * @throws OciError from its verbs: `ERR_OCI_NOT_FOUND`, `ERR_OCI_DIGEST_MISMATCH`, `ERR_OCI_SIZE_MISMATCH`
 */
export function memoryPlace(): MemoryPlace {
  const held = new Map<string, Held>()
  const names = new Map<string, Descriptor>()

  const place: MemoryPlace = {
    async resolve(reference: string): Promise<Descriptor> {
      const descriptor = isDigest(reference) ? held.get(reference)?.descriptor : names.get(reference)
      if (descriptor === undefined) throw notFound('memory', reference)
      return descriptor
    },

    async has(descriptor: Descriptor): Promise<boolean> {
      return held.has(descriptor.digest)
    },

    async *read(descriptor: Descriptor, options: PlaceOptions = {}): AsyncGenerator<Uint8Array> {
      const content = held.get(descriptor.digest)
      if (content === undefined) throw notFound('memory', descriptor.digest)
      const opened = content.open()
      yield* verified(descriptor, opened instanceof Uint8Array ? [opened] : opened, options)
    },

    async referrers(subject: Descriptor, options: ReferrersOptions = {}): Promise<Referrers> {
      const found: Descriptor[] = []
      for (const { descriptor } of [...held.values()]) {
        if (!isManifestOrIndexType(descriptor.mediaType)) continue
        const referrer = referrerOf(descriptor, await readBytes(place, descriptor, options))
        if (referrer?.subject.digest === subject.digest) found.push(referrer.descriptor)
      }
      return { manifests: selectReferrers(found, options.artifactType), via: 'index' }
    },

    async tags(): Promise<string[]> {
      return [...names.keys()].sort()
    },

    async write(
      descriptor: Descriptor,
      content: () => AsyncIterable<Uint8Array>,
      options: WriteOptions = {},
    ): Promise<'written' | 'present'> {
      if (held.has(descriptor.digest)) return 'present'
      const pieces: Uint8Array[] = []
      let size = 0
      for await (const piece of verified(descriptor, content(), options)) {
        // A source may use its buffer again for the next piece.
        pieces.push(piece.slice())
        size += piece.length
        options.onProgress?.(size)
      }
      const bytes = joined(pieces, size)
      held.set(descriptor.digest, { descriptor, open: () => bytes })
      return 'written'
    },

    async tag(descriptor: Descriptor, reference: string): Promise<void> {
      if (!held.has(descriptor.digest)) throw notFound('memory', descriptor.digest)
      if (!isDigest(reference)) names.set(reference, descriptor)
    },

    async delete(target: Descriptor | string): Promise<void> {
      if (typeof target === 'string' && !isDigest(target)) {
        names.delete(target)
        return
      }
      const digest = typeof target === 'string' ? target : target.digest
      held.delete(digest)
      for (const [name, descriptor] of names) if (descriptor.digest === digest) names.delete(name)
    },

    async copyTo(descriptor: Descriptor, file: string): Promise<boolean> {
      return (await held.get(descriptor.digest)?.copyTo?.(file)) === true
    },

    put(descriptor: Descriptor, open: OpenContent, copyTo?: (file: string) => Promise<boolean>): void {
      held.set(descriptor.digest, { descriptor, open, ...(copyTo === undefined ? {} : { copyTo }) })
    },
  }
  return place
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
