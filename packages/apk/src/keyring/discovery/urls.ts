import { ApkError } from '../../error.ts'
import { Keyring } from '../keyring.ts'
import { discoveryFailure, discoveryFault } from './fault.ts'
import { fetchKeyText, type KeyFetchOptions } from './fetch.ts'

/** A key on a server, and the name it is to have. */
export interface KeyAddress {
  readonly url: string
  /** Default: the last part of the path, percent-decoded. Signatures call the key by it. */
  readonly name?: string
}

/** The last part of a URL's path, percent-decoded: the name that signatures call a key by. */
export function keyNameOf(url: string): string {
  const { pathname } = new URL(url)
  const last = pathname.slice(pathname.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/**
 * A keyring of keys on servers, in PEM.
 *
 * @throws ApkError ERR_APK_KEY_DISCOVERY (with an HttpError as cause), ERR_APK_OFFLINE, ERR_APK_KEY_FORMAT, ERR_APK_KEY_NAME; HttpError
 *   ERR_HTTP_ABORTED
 */
export async function fetchKeys(addresses: Iterable<string | KeyAddress>, options: KeyFetchOptions): Promise<Keyring> {
  const pems = await Promise.all([...addresses].map((address) => fetchKey(address, options)))
  return Keyring.of(pems)
}

async function fetchKey(
  address: string | KeyAddress,
  options: KeyFetchOptions,
): Promise<{ name: string; publicPem: string }> {
  const { url, name }: KeyAddress = typeof address === 'string' ? { url: address } : address
  if (!URL.canParse(url))
    throw discoveryFault(url, 'this is no URL', 'Give an https URL, or the path of a file as file')
  try {
    const publicPem = await fetchKeyText(url, options)
    const named = { name: name ?? keyNameOf(url), publicPem }
    // Here and not later, so that the message names the address.
    Keyring.of([named])
    return named
  } catch (error) {
    if (error instanceof ApkError)
      throw discoveryFault(url, 'what is there is no key that can be used', error.message, error)
    throw discoveryFailure(url, error)
  }
}
