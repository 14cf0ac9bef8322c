import type { Descriptor } from '../model/descriptor.ts'
import type { PlaceOptions, Referrers, ReferrersOptions, Source } from '../places/place.ts'
import { type DockerArchive, type ReadArchiveOptions, readDockerArchive } from './read-archive.ts'

/**
 * A docker archive as a source, opened at the first question; otherwise as {@link readDockerArchive}. A file that could not
 * be opened is tried again at the next question.
 */
export function dockerArchive(file: string, options: Omit<ReadArchiveOptions, 'signal'> = {}): Source {
  let opened: DockerArchive | undefined
  const archive = async (verb: PlaceOptions = {}): Promise<DockerArchive> => {
    opened ??= await readDockerArchive(file, { ...options, ...verb })
    return opened
  }
  return {
    resolve: async (reference: string, verb?: PlaceOptions) => (await archive(verb)).resolve(reference, verb),
    has: async (descriptor: Descriptor, verb?: PlaceOptions) => (await archive(verb)).has(descriptor, verb),
    async *read(descriptor: Descriptor, verb?: PlaceOptions): AsyncGenerator<Uint8Array> {
      yield* (await archive(verb)).read(descriptor, verb)
    },
    referrers: async (subject: Descriptor, verb: ReferrersOptions = {}): Promise<Referrers> =>
      (await archive(verb.signal === undefined ? {} : { signal: verb.signal })).referrers(subject, verb),
    tags: async (verb?: PlaceOptions) => (await archive(verb)).tags(verb),
  }
}
