import { ApkError } from '../../error.ts'
import type { Keyring } from '../keyring.ts'
import { discoveryFailure, discoveryFault } from './fault.ts'
import { fetchJson, type KeyFetchOptions, linked, listOf, objectOf } from './fetch.ts'
import { fetchKeys } from './urls.ts'

/** Where Alpine publishes its releases and the keys of each. */
export const ALPINE_RELEASES_URL = 'https://alpinelinux.org/releases.json'

/** What {@link discoverAlpineKeys} looks for. */
export interface AlpineKeyOptions extends KeyFetchOptions {
  /** Branch, such as `v3.22` or `edge`. */
  release: string
  /** As apk calls it, such as `x86_64`. */
  arch: string
  /** Default {@link ALPINE_RELEASES_URL}. */
  releasesUrl?: string
  /** The time by which keys are judged, milliseconds since 1970. Default: that of the machine's clock. */
  now?: number
}

/** The release that a repository URL of Alpine or of a mirror names: `v3.22` of `https://…/alpine/v3.22/main`. */
export function alpineRelease(url: string): string | undefined {
  return /^https?:\/\/.+\/alpine\/([^/]+)\/[^/]+\/?$/.exec(url)?.[1]
}

/**
 * The keys with which Alpine signs a release for an architecture, by its published list of releases: those not deprecated.
 *
 * Source: `releases.json`, `release_branches[].rel_branch` and `.keys[arch][]` with `url` and `deprecated_since` (a date).
 *
 * @throws ApkError ERR_APK_KEY_DISCOVERY the list or a key cannot be had (with an HttpError as cause), or has none for this release
 *   and architecture; ERR_APK_OFFLINE; HttpError ERR_HTTP_ABORTED
 */
export async function discoverAlpineKeys(options: AlpineKeyOptions): Promise<Keyring> {
  const { releasesUrl = ALPINE_RELEASES_URL, now = Date.now() } = options
  try {
    const releases = await fetchJson(releasesUrl, options)
    if (releases === undefined) throw discoveryFault(releasesUrl, 'nothing is there', 'Check the address')
    const urls = keyUrls(releases, options, releasesUrl, now)
    return await fetchKeys(urls, options)
  } catch (error) {
    throw error instanceof ApkError ? error : discoveryFailure(releasesUrl, error)
  }
}

function keyUrls(releases: unknown, { release, arch }: AlpineKeyOptions, from: string, now: number): string[] {
  const branches = listOf(objectOf(releases).release_branches).map(objectOf)
  const branch = branches.find(({ rel_branch: name }) => name === release)
  if (branch === undefined) {
    const known = branches.map(({ rel_branch: name }) => name).filter((name) => typeof name === 'string')
    const some = known.slice(0, 8).join(', ')
    throw discoveryFault(
      from,
      `there is no release ${release}`,
      some === '' ? 'Check the address' : `There are ${some}`,
    )
  }
  const keys = objectOf(branch.keys)
  const current = listOf(keys[arch])
    .map(objectOf)
    .filter(({ deprecated_since: since }) => !isPast(since, now))
    .flatMap(({ url }) => (typeof url === 'string' ? [linked(url, from)] : []))
  if (current.length > 0) return current
  const arches = Object.keys(keys).join(', ')
  throw discoveryFault(
    from,
    `it has no key for ${arch} in ${release}`,
    `It has keys for ${arches === '' ? 'none' : arches}`,
  )
}

/** Whether a key is deprecated by then; a date that cannot be read counts as past. */
function isPast(since: unknown, now: number): boolean {
  if (since === undefined || since === null || since === '') return false
  const time = typeof since === 'string' ? Date.parse(since) : Number.NaN
  return Number.isNaN(time) || time <= now
}
