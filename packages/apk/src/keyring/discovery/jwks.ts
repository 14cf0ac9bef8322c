import { ApkError } from '../../error.ts'
import { Keyring } from '../keyring.ts'
import { discoveryFailure, discoveryFault } from './fault.ts'
import { fetchJson, type KeyFetchOptions, linked, listOf, objectOf } from './fetch.ts'
import { type JwkKey, keyOfJwk } from './jwk.ts'

/** What {@link discoverJwksKeys} looks for. */
export interface JwksKeyOptions extends KeyFetchOptions {
  /** URL of the repository, such as `https://packages.wolfi.dev/os`. User information in it is used. */
  repository: string
}

/**
 * The keys that a repository publishes itself: `REPOSITORY/apk-configuration` names a JWK set (`jwks_uri`, RFC 7517), whose keys
 * are called `KID.rsa.pub`.
 *
 * @returns an empty keyring where the repository has no `apk-configuration`
 * @throws ApkError ERR_APK_KEY_DISCOVERY (with an HttpError as cause where a request failed), ERR_APK_OFFLINE; HttpError ERR_HTTP_ABORTED
 */
export async function discoverJwksKeys(options: JwksKeyOptions): Promise<Keyring> {
  const configurationUrl = `${options.repository.replace(/\/+$/, '')}/apk-configuration`
  try {
    const configuration = await fetchJson(configurationUrl, options)
    if (configuration === undefined) return Keyring.of([])
    const { jwks_uri: uri } = objectOf(configuration)
    if (typeof uri !== 'string') throw discoveryFault(configurationUrl, 'it has no jwks_uri', 'Give the keys as files')
    const jwksUrl = linked(uri, configurationUrl)
    const set = await fetchJson(jwksUrl, options)
    if (set === undefined) throw discoveryFault(jwksUrl, 'nothing is there', 'Give the keys as files')
    return keyringOf(set, jwksUrl)
  } catch (error) {
    throw error instanceof ApkError ? error : discoveryFailure(configurationUrl, error)
  }
}

function keyringOf(set: unknown, jwksUrl: string): Keyring {
  const { keys } = objectOf(set)
  if (!Array.isArray(keys)) throw discoveryFault(jwksUrl, 'it is no JWK set', 'Give the keys as files')
  const found: JwkKey[] = listOf(keys).map((jwk, index) => {
    try {
      return keyOfJwk(jwk)
    } catch (cause) {
      const why = `key number ${index + 1} ${cause instanceof Error ? cause.message : 'cannot be read'}`
      throw discoveryFault(jwksUrl, why, 'Give the keys as files', cause)
    }
  })
  try {
    return Keyring.of(found)
  } catch (cause) {
    throw discoveryFault(jwksUrl, 'one of its keys cannot be used', 'Give the keys as files. See the cause', cause)
  }
}
