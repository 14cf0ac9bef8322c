import { formatPurl } from './package-url.ts'

/** What the package URL of an image, an index or a layer is made of. */
export interface OciPurlParts {
  /** The last element of the repository's path, such as `nginx` of `ghcr.io/me/nginx`. */
  readonly name: string
  /** `sha256:…` */
  readonly digest: string
  /** OCI architecture, such as `amd64`. */
  readonly arch?: string
  readonly os?: string
  readonly mediaType?: string
  /** Registry and path, without tag and digest: `ghcr.io/me/nginx`. */
  readonly repositoryUrl?: string
  readonly tag?: string
}

/**
 * The package URL of an OCI artifact: `pkg:oci/nginx@sha256:…?arch=amd64&repository_url=ghcr.io%2Fme%2Fnginx`. Type `oci`
 * of the purl specification: the name and the keys are in lower case.
 */
export function ociPurl(parts: OciPurlParts): string {
  return formatPurl({
    type: 'oci',
    name: parts.name.toLowerCase(),
    version: parts.digest,
    qualifiers: { arch: parts.arch, os: parts.os, repository_url: parts.repositoryUrl, tag: parts.tag },
  })
}

/**
 * The package URL of an OCI artifact as apko writes it: with `mediaType`, a key that the purl specification, which knows
 * lower case only, does not allow. Qualifiers are sorted by key; values are escaped as in a query string.
 */
export function apkoOciPurl(parts: OciPurlParts): string {
  const qualifiers = { arch: parts.arch, mediaType: parts.mediaType, os: parts.os, repository_url: parts.repositoryUrl }
  const query = Object.entries(qualifiers)
    .filter((entry): entry is [string, string] => !!entry[1])
    .map(([key, value]) => `${key}=${queryEscape(value)}`)
  return [formatPurl({ type: 'oci', name: parts.name, version: parts.digest }), query.join('&')]
    .filter(Boolean)
    .join('?')
}

/** Percent encoding of a query value: RFC 3986 §2.3 unreserved characters stay, a space is `+`. */
function queryEscape(value: string): string {
  return encodeURIComponent(value.toWellFormed())
    .replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
