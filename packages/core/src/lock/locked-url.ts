import { packageFileName } from '@nacre/apk/repository'

/**
 * A URL without what may grant access: user information (RFC 3986 section 3.2.1: up to the last `@` of the authority) and query; a path as
 * it is.
 */
export function withoutCredentials(location: string): string {
  if (!/^https?:/i.test(location)) return location
  return location
    .replace(/^(https?:\/\/)[^/?#]*@/i, '$1')
    .replace(/[?#].*$/s, '')
    .replace(/\/+$/, '')
}

/** Where a package lies in a repository: `LOCATION/ARCH/NAME-VERSION.apk`. */
export function packageUrl(location: string, arch: string, record: { name: string; version: string }): string {
  return `${withoutCredentials(location)}/${arch}/${packageFileName(record)}`
}

/** The repository and the architecture that the URL of a package names. */
export function splitPackageUrl(url: string): { repository: string; arch: string } {
  const parts = url.split('/')
  return { repository: parts.slice(0, -2).join('/'), arch: parts.at(-2) ?? '' }
}
