import { isOciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { notFound } from './not-found.ts'
import type { PlaceOptions, Referrers, ReferrersOptions, Source } from './place.ts'
import { selectReferrers } from './referrer.ts'

/**
 * Several sources read as one: each question goes to the first that can answer it.
 *
 * @throws OciError from its verbs: `ERR_OCI_NOT_FOUND` when none has it, and what the one that answers throws
 */
export function overlay(...sources: readonly Source[]): Source {
  const holder = async (descriptor: Descriptor, options: PlaceOptions = {}): Promise<Source> => {
    for (const source of sources) {
      if (await source.has(descriptor, options)) return (await source.origin?.(descriptor)) ?? source
    }
    throw notFound('any of the sources', descriptor.digest)
  }

  return {
    async resolve(reference: string, options: PlaceOptions = {}): Promise<Descriptor> {
      for (const source of sources) {
        try {
          return await source.resolve(reference, options)
        } catch (error) {
          if (!isOciError(error, 'ERR_OCI_NOT_FOUND')) throw error
        }
      }
      throw notFound('any of the sources', reference)
    },

    async has(descriptor: Descriptor, options: PlaceOptions = {}): Promise<boolean> {
      for (const source of sources) if (await source.has(descriptor, options)) return true
      return false
    },

    async *read(descriptor: Descriptor, options: PlaceOptions = {}): AsyncGenerator<Uint8Array> {
      yield* (await holder(descriptor, options)).read(descriptor, options)
    },

    async referrers(subject: Descriptor, options: ReferrersOptions = {}): Promise<Referrers> {
      const found: Descriptor[] = []
      let via: Referrers['via'] = 'index'
      for (const source of sources) {
        const each = await source.referrers(subject, options)
        found.push(...each.manifests)
        if (each.via !== 'index') via = each.via
      }
      return { manifests: selectReferrers(found, options.artifactType), via }
    },

    async tags(options: PlaceOptions = {}): Promise<string[]> {
      const all = new Set<string>()
      for (const source of sources) for (const tag of await source.tags(options)) all.add(tag)
      return [...all].sort()
    },

    origin: (descriptor: Descriptor) => holder(descriptor),
  }
}
