import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import {
  alpineRelease,
  discoverAlpineKeys,
  discoverJwksKeys,
  fetchKeys,
  type KeyFetchOptions,
  Keyring,
} from '@nacre/apk/repository'
import type { ImageDefinition, KeyEntry, RepositoryEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { Services } from '../services.ts'
import { buildRepositories } from './open.ts'

/**
 * The keys that a definition trusts for one architecture: files, directories, URLs, inline text, and the published keys
 * of the repositories that say where to look.
 *
 * @throws ImageError `ERR_IMAGE_KEY_UNREADABLE`; ApkError `ERR_APK_KEY_FORMAT`, `ERR_APK_KEY_DISCOVERY`, `ERR_APK_OFFLINE`
 */
export async function loadKeyring(definition: ImageDefinition, arch: string, services: Services): Promise<Keyring> {
  const configured = definition.keyring.map((entry) => loadKeys(entry, services))
  const discovered = buildRepositories(definition).map((entry) =>
    discoverKeys(entry, arch, services).catch((error: unknown) => {
      // Keys that were given may do; if they do not, the index says which key is missing.
      if (definition.keyring.length === 0 || services.signal?.aborted) throw error
      return Keyring.of({})
    }),
  )
  const keyrings = await Promise.all([...configured, ...discovered])
  return keyrings.reduce((all, one) => all.with(one), Keyring.of({}))
}

async function loadKeys(entry: KeyEntry, services: Services): Promise<Keyring> {
  if (typeof entry !== 'string') return Keyring.of({ [entry.name]: entry.content })
  if (/^https?:/i.test(entry)) return await fetchKeys([entry], fetching(services))
  try {
    if (statSync(entry).isDirectory()) return await Keyring.fromDirectory(entry)
    return Keyring.of({ [basename(entry)]: readFileSync(entry) })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause
    throw new ImageError(
      'ERR_IMAGE_KEY_UNREADABLE',
      `Reading the key ${entry}: there is no such file or directory that can be read. Correct the path.`,
      { details: { key: entry }, cause },
    )
  }
}

/** The keys that a repository publishes; none where its entry does not say where to look. */
export async function discoverKeys(entry: RepositoryEntry, arch: string, services: Services): Promise<Keyring> {
  const { location, discoverKeys: where } = entry
  if (where === 'jwks') return await discoverJwksKeys({ repository: location, ...fetching(services) })
  const release = where === 'alpine' ? alpineRelease(location) : undefined
  return release === undefined ? Keyring.of({}) : await discoverAlpineKeys({ release, arch, ...fetching(services) })
}

function fetching({ transport, store, signal }: Services): KeyFetchOptions {
  return {
    transport,
    ...(store === undefined ? {} : { cache: store }),
    ...(signal === undefined ? {} : { signal }),
  }
}
