import type { Descriptor } from '../model/descriptor.ts'
import { isDigest } from '../model/digest.ts'
import { isManifestOrIndexType } from '../model/media-type.ts'
import type { Place, PlaceOptions, Referrers, ReferrersOptions, Source, WriteOptions } from '../places/place.ts'
import { referrerOf } from '../places/referrer.ts'
import type { RegistryClient } from './client.ts'
import { readBytesOf } from './read-bytes.ts'
import { formatReference, parseReference } from './reference.ts'

/** A repository of a registry as a place. */
export interface RegistryPlace extends Place {
  readonly client: RegistryClient
  /** Registry and repository: `ghcr.io/team/app`. */
  readonly repository: string
  delete(target: Descriptor | string, options?: PlaceOptions): Promise<void>
  mount(descriptor: Descriptor, from: Source, options?: PlaceOptions): Promise<boolean>
}

/**
 * A repository of a registry as a place to read from and write to.
 *
 * @param repository - such as `ghcr.io/team/app`; a tag or digest is ignored
 * @throws OciError `ERR_OCI_REFERENCE_INVALID`
 */
export function registryPlace(client: RegistryClient, repository: string): RegistryPlace {
  const { registry, repository: path } = parseReference(repository)
  const name = formatReference({ registry, repository: path })
  // Blobs that a look-up has just missed: writing one need not look again.
  const missed = new Set<string>()
  const place: RegistryPlace = {
    client,
    repository: name,
    resolve: (reference, options) => client.resolve(name, reference, options),
    async has(descriptor, options): Promise<boolean> {
      if (isManifestOrIndexType(descriptor.mediaType)) return client.hasManifest(name, descriptor, options)
      const present = await client.hasBlob(name, descriptor, options)
      if (!present) missed.add(descriptor.digest)
      return present
    },
    read: (descriptor, options) => client.read(name, descriptor, options),
    referrers: (subject: Descriptor, options?: ReferrersOptions): Promise<Referrers> =>
      client.referrers(name, subject.digest, options),
    tags: (options) => client.tags(name, options),
    async write(descriptor, content, options: WriteOptions = {}): Promise<'written' | 'present'> {
      if (!isManifestOrIndexType(descriptor.mediaType)) {
        const absent = missed.delete(descriptor.digest)
        return client.pushBlob(name, descriptor, content, { ...options, absent })
      }
      const bytes = await readBytesOf(descriptor, content(), options)
      // A manifest with a subject is put again: only then is its entry in the fallback index sure to be there.
      const refers = referrerOf(descriptor, bytes) !== undefined
      if (!refers && (await client.hasManifest(name, descriptor, options))) return 'present'
      await client.pushManifest(name, { descriptor, bytes }, options)
      options.onProgress?.(bytes.length)
      return 'written'
    },
    async tag(descriptor, reference, options = {}): Promise<void> {
      if (isDigest(reference)) return
      const { bytes } = await client.manifest(name, descriptor.digest, options)
      await client.pushManifest(name, { descriptor, bytes }, { ...options, tag: reference })
    },
    delete: (target, options) => remove(client, name, target, options),
    async mount(descriptor, from, options): Promise<boolean> {
      const origin = (await from.origin?.(descriptor)) ?? from
      if (!isRegistryPlace(origin) || origin.repository === name) return false
      return client.mountBlob(name, descriptor, origin.repository, options)
    },
  }
  return place
}

/** True for a place made by {@link registryPlace}. */
export function isRegistryPlace(source: Source): source is RegistryPlace {
  return 'repository' in source && 'client' in source
}

function remove(
  client: RegistryClient,
  name: string,
  target: Descriptor | string,
  options: PlaceOptions | undefined,
): Promise<void> {
  if (typeof target === 'string') return client.deleteManifest(name, target, options)
  return isManifestOrIndexType(target.mediaType)
    ? client.deleteManifest(name, target.digest, options)
    : client.deleteBlob(name, target.digest, options)
}
