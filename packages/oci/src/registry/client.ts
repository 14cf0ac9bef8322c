import { type Clock, createTransport, systemClock, type Transport } from '@nacre/http'
import { Authorizer } from '../auth/authorizer.ts'
import { type CredentialCallback, type CredentialProvider, toCredentialProvider } from '../auth/credential.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { isDigest } from '../model/digest.ts'
import type { Referrers } from '../places/place.ts'
import { referrerOf } from '../places/referrer.ts'
import { blobExists, readContent } from './blobs.ts'
import type { CallOptions } from './call-options.ts'
import { deleteBlob, deleteManifest } from './delete.ts'
import { type FetchedManifest, getManifest, manifestExists, putManifest, resolveManifest } from './manifests.ts'
import { mountBlob } from './mount.ts'
import { parseReference, type RepositoryName } from './reference.ts'
import { type ListReferrersOptions, listReferrers, noteReferrersApi, updateFallback } from './referrers.ts'
import type { OnRegistryEvent } from './registry-event.ts'
import type { Session, UploadRetry } from './session.ts'
import { type TagsOptions, tagPages } from './tags.ts'
import { type UploadOptions, uploadBlob } from './upload.ts'

/** How a {@link RegistryClient} works. Every part has a default. */
export interface RegistryClientOptions {
  /** Where credentials are found; default: none. See {@link dockerCredentials}. */
  readonly credentials?: CredentialProvider | CredentialCallback
  /** What carries the requests; default: a transport of its own, with retries. */
  readonly http?: Transport
  /**
   * Registries (`host:port`) spoken to without TLS; true means all, false not even those on this machine, which are
   * spoken to without TLS otherwise.
   */
  readonly plainHttp?: boolean | readonly string[]
  /** Blobs larger than this are sent in chunks of it, in bytes. Default: every blob in one request. */
  readonly chunkBytes?: number
  /** How often an upload is tried again. Default: 5 failures in a row without progress, from 1 s up to 30 s apart. */
  readonly retry?: Partial<UploadRetry>
  /** Time, for tests. */
  readonly clock?: Clock
  readonly onEvent?: OnRegistryEvent
}

/** What came of a manifest put. */
export interface PushedManifest {
  readonly descriptor: Descriptor
  /** For a manifest with a subject: whether the registry itself keeps referrers, or the tag schema had to be used. */
  readonly via?: 'api' | 'tag-schema'
}

/**
 * A client of OCI registries: distribution-spec v1.1, with the token authentication of Docker's registries. One client
 * serves any number of registries; it remembers tokens and what each registry can do. Repositories are named as in
 * `ghcr.io/team/app`; tags and digests of such names are ignored.
 *
 * Every verb throws OciError `ERR_OCI_UNAUTHORIZED`, `ERR_OCI_DENIED`, `ERR_OCI_NOT_FOUND`, `ERR_OCI_RATE_LIMITED`,
 * `ERR_OCI_REGISTRY` (5xx), `ERR_OCI_REFUSED`, `ERR_OCI_TOKEN`, `ERR_OCI_CREDENTIAL_FILE`, `ERR_OCI_CREDENTIAL_HELPER`,
 * `ERR_OCI_REFERENCE_INVALID`, and HttpError when there is no answer.
 */
export class RegistryClient {
  readonly #session: Session

  constructor(options: RegistryClientOptions = {}) {
    const transport = options.http ?? createTransport()
    const clock = options.clock ?? systemClock
    const credentials = toCredentialProvider(options.credentials)
    this.#session = {
      transport,
      clock,
      authorizer: new Authorizer({ credentials, transport, now: () => clock.now() }),
      plainHttp: options.plainHttp,
      retry: { attempts: 5, base: 1_000, cap: 30_000, ...options.retry },
      chunkBytes: options.chunkBytes ?? Number.POSITIVE_INFINITY,
      emit: options.onEvent ?? (() => undefined),
      referrersApi: new Map(),
      unmountable: new Set(),
      opened: new Map(),
      fallbackUpdates: new Map(),
    }
  }

  /** What a tag or digest stands for. @throws OciError `ERR_OCI_NOT_FOUND` */
  resolve(repository: string, reference: string, options: CallOptions = {}): Promise<Descriptor> {
    return resolveManifest(this.#session, named(repository), reference, options)
  }

  /** A manifest with its bytes, by tag or digest. @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_DIGEST_MISMATCH` */
  manifest(repository: string, reference: string, options: CallOptions = {}): Promise<FetchedManifest> {
    return getManifest(this.#session, named(repository), reference, options)
  }

  /** Whether a blob is in a repository. */
  hasBlob(repository: string, descriptor: Descriptor, options: CallOptions = {}): Promise<boolean> {
    return blobExists(this.#session, named(repository), descriptor, options)
  }

  /** Whether a manifest is in a repository. */
  hasManifest(repository: string, descriptor: Descriptor, options: CallOptions = {}): Promise<boolean> {
    return manifestExists(this.#session, named(repository), descriptor.digest, options)
  }

  /** The bytes of a blob or manifest, verified while they stream. @throws OciError as {@link Source.read} */
  read(repository: string, descriptor: Descriptor, options: CallOptions = {}): AsyncIterable<Uint8Array> {
    return readContent(this.#session, named(repository), descriptor, options)
  }

  /**
   * Sends a blob unless it is there. After a broken connection it goes on where the registry says; `content` is opened
   * again then.
   *
   * @param options.absent - it is known not to be there, so it is sent without asking
   * @throws OciError `ERR_OCI_UPLOAD`, `ERR_OCI_DIGEST_MISMATCH`, `ERR_OCI_SIZE_MISMATCH`
   */
  async pushBlob(
    repository: string,
    descriptor: Descriptor,
    content: () => AsyncIterable<Uint8Array>,
    options: UploadOptions & { readonly absent?: boolean } = {},
  ): Promise<'written' | 'present'> {
    const name = named(repository)
    const actions = ['pull', 'push'] as const
    if (!options.absent && (await blobExists(this.#session, name, descriptor, { ...options, actions })))
      return 'present'
    await uploadBlob(this.#session, name, descriptor, content, options)
    return 'written'
  }

  /** Takes a blob over from another repository of the same registry; false when it has to be sent. */
  mountBlob(repository: string, descriptor: Descriptor, from: string, options: CallOptions = {}): Promise<boolean> {
    return mountBlob(this.#session, named(repository), descriptor, named(from), options)
  }

  /**
   * Puts a manifest under its digest, or under a tag when `tag` is given. When it has a subject and the registry does
   * not keep referrers itself, the fallback index of the subject is brought up to date (distribution-spec v1.1,
   * "Pushing Manifests with Subject").
   */
  async pushManifest(
    repository: string,
    manifest: FetchedManifest,
    options: CallOptions & { readonly tag?: string } = {},
  ): Promise<PushedManifest> {
    const name = named(repository)
    const { descriptor, bytes } = manifest
    const put = await putManifest(this.#session, name, options.tag ?? descriptor.digest, manifest, options)
    const referrer = referrerOf(descriptor, bytes)
    if (!referrer) return { descriptor }
    const api = put.subject === referrer.subject.digest
    noteReferrersApi(this.#session, name, api)
    if (!api) {
      const add = (known: readonly Descriptor[]): readonly Descriptor[] => [
        ...known.filter(({ digest }) => digest !== descriptor.digest),
        referrer.descriptor,
      ]
      await updateFallback(this.#session, name, referrer.subject.digest, add, options)
    }
    return { descriptor, via: api ? 'api' : 'tag-schema' }
  }

  /** Tags of a repository page by page, in the order of the registry. */
  tagPages(repository: string, options: TagsOptions = {}): AsyncIterable<readonly string[]> {
    return tagPages(this.#session, named(repository), options)
  }

  /** All tags of a repository, sorted. @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_LIMIT` */
  async tags(repository: string, options: TagsOptions = {}): Promise<string[]> {
    const all: string[] = []
    for await (const page of this.tagPages(repository, options)) all.push(...page)
    return [...new Set(all)].sort()
  }

  /** What refers to a digest; `via` of the answer says how it was found out. */
  referrers(repository: string, digest: string, options: ListReferrersOptions = {}): Promise<Referrers> {
    return listReferrers(this.#session, named(repository), digest, options)
  }

  /**
   * Deletes a tag, or a manifest by its digest. A manifest with a subject is also taken out of the fallback index where
   * the registry does not keep referrers itself.
   *
   * @throws OciError `ERR_OCI_UNSUPPORTED` when the registry does not let things be deleted
   */
  async deleteManifest(repository: string, reference: string, options: CallOptions = {}): Promise<void> {
    const name = named(repository)
    const referrer = isDigest(reference) ? await this.#referrer(name, reference, options) : undefined
    await deleteManifest(this.#session, name, reference, options)
    if (!referrer || this.#session.referrersApi.get(name.registry) !== false) return
    const remove = (known: readonly Descriptor[]): readonly Descriptor[] =>
      known.filter(({ digest }) => digest !== reference)
    await updateFallback(this.#session, name, referrer.subject.digest, remove, options)
  }

  /** Deletes a blob. @throws OciError `ERR_OCI_UNSUPPORTED` */
  deleteBlob(repository: string, digest: string, options: CallOptions = {}): Promise<void> {
    return deleteBlob(this.#session, named(repository), digest, options)
  }

  async #referrer(
    name: RepositoryName,
    digest: string,
    options: CallOptions,
  ): Promise<{ readonly subject: Descriptor } | undefined> {
    const { descriptor, bytes } = await getManifest(this.#session, name, digest, options)
    const referrer = referrerOf(descriptor, bytes)
    if (referrer && !this.#session.referrersApi.has(name.registry)) {
      await listReferrers(this.#session, name, referrer.subject.digest, options)
    }
    return referrer
  }
}

function named(repository: string): RepositoryName {
  const { registry, repository: name } = parseReference(repository)
  return { registry, repository: name }
}
