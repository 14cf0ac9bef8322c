import { expectStatus, HttpError, readBody } from '@nacre/http'
import { ApkError } from '../../error.ts'
import type { IndexRecord } from '../../metadata/metadata.ts'
import type { ApkLimits } from '../../package/limits.ts'
import { packageNotFound } from '../memory.ts'
import type { RepositoryContext } from './context.ts'
import { type Fetched, fetchFault } from './fault.ts'

/** The namespace of the store in which packages are kept, under their identity. */
const NAMESPACE = 'apk-package'

/**
 * The file of a package, out of the store or from the first of the addresses that has it. It is the one that the record
 * names: identity, name, version and size are compared, and the hash over its data, before it is kept or returned.
 *
 * @throws ApkError ERR_APK_PACKAGE_NOT_FOUND, ERR_APK_FETCH, ERR_APK_OFFLINE, ERR_APK_RECORD_MISMATCH, and those of {@link openPackage}
 */
export async function fetchPackage(
  context: RepositoryContext,
  record: IndexRecord,
  addresses: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { location, store, limits } = context
  const kept = await store?.get(NAMESPACE, record.checksum)
  if (kept !== undefined && (await fits(kept, record, limits))) return kept
  const name = `${record.name}-${record.version}`
  const fetched: Fetched = {
    what: name,
    repository: location.shown,
    details: { name: record.name, version: record.version },
  }
  const bytes = await download(context, record, addresses, signal, fetched)
  await checkPackage(bytes, record, limits)
  await store?.put(NAMESPACE, record.checksum, bytes)
  return bytes
}

async function download(
  { transport, location }: RepositoryContext,
  record: IndexRecord,
  addresses: readonly string[],
  signal: AbortSignal | undefined,
  fetched: Fetched,
): Promise<Uint8Array> {
  const limit = record.size > 0 ? record.size : Number.MAX_SAFE_INTEGER
  try {
    for (const url of addresses) {
      const response = await transport.request({ url, signal, ...(record.size > 0 ? { maxBytes: limit } : {}) })
      if (response.status === 404) continue
      return await readBody(await expectStatus(response, 200), { limit })
    }
  } catch (error) {
    if (error instanceof HttpError && error.code === 'ERR_HTTP_TOO_LARGE') throw tooLarge(record, fetched, error)
    throw fetchFault(error, fetched)
  }
  throw packageNotFound(location.shown, record)
}

/** Everything that can be checked without inflating the data. */
async function checkPackage(bytes: Uint8Array, record: IndexRecord, limits: ApkLimits): Promise<void> {
  const { openPackage } = await import('../../package/open.ts')
  const apk = await openPackage(bytes, { expect: record, limits })
  await apk.verify({ hashOnly: true })
}

/** Whether what the store has under the identity is that package; anything else is fetched again. */
async function fits(bytes: Uint8Array, record: IndexRecord, limits: ApkLimits): Promise<boolean> {
  const { openPackage } = await import('../../package/open.ts')
  return openPackage(bytes, { expect: record, limits }).then(
    () => true,
    () => false,
  )
}

function tooLarge(record: IndexRecord, { what, repository }: Fetched, cause: HttpError): ApkError {
  return new ApkError(
    'ERR_APK_RECORD_MISMATCH',
    `Fetching ${what} from ${repository}: the file is larger than the ${record.size} bytes that the index lists. It was rebuilt or replaced after the index was made; update the index`,
    { details: { repository, name: what, field: 'size', expected: record.size }, cause },
  )
}
