import { redactUrl } from '@nacre/http'
import { DEFAULT_NDX_PACKAGE_NAME_SPEC, expandPackageNameSpec } from '../../adb/pkgname-spec.ts'
import type { Index } from '../../apkindex/index-file.ts'
import { ApkError } from '../../error.ts'
import type { IndexRecord } from '../../metadata/metadata.ts'
import { packageFileName } from '../package-file-name.ts'

/** Where the parts of a repository on a server lie. */
export interface RepositoryLocation {
  /** The URL as `/etc/apk/repositories` would have it, without user information. */
  readonly name: string
  /** The name for messages: secret query values are hidden. */
  readonly shown: string
  /** Addresses of the index for an architecture, to be tried in order. */
  indexes(arch: string): string[]
  /** Addresses of a package that the index for `arch` lists, to be tried in order. */
  packages(record: IndexRecord, arch: string, index: Pick<Index, 'packageNameSpec' | 'format'>): string[]
}

/** Which indexes are looked for below a base URL. */
export type RepositoryFormat = 'v2' | 'v3'

/**
 * Takes a repository URL apart. One that ends in `.adb` or `.tar.gz` is that of the index itself, with packages beside it;
 * any other is a base, with an index for each architecture below it (apk-tools, repositories file).
 *
 * @throws ApkError ERR_APK_REPOSITORY_URL
 */
export function repositoryLocation(text: string, format: RepositoryFormat | undefined): RepositoryLocation {
  // No cause: the error of `new URL` carries the address, password included.
  if (!URL.canParse(text) || !/^https?:/i.test(text)) throw notUrl(text)
  const url = new URL(text)
  url.hash = ''
  const nameUrl = new URL(url)
  nameUrl.username = ''
  nameUrl.password = ''
  const name = nameUrl.href.replace(/\/$/, '')
  const shown = redactUrl(name)
  if (/\.(?:adb|tar\.gz)$/.test(url.pathname)) {
    const folder = (path: string): string => at(url, url.pathname.slice(0, url.pathname.lastIndexOf('/')), path)
    return {
      name,
      shown,
      indexes: () => [url.href],
      packages: (record, _, index) => [bySpec(folder, index.packageNameSpec ?? DEFAULT_NDX_PACKAGE_NAME_SPEC, record)],
    }
  }
  const below = (path: string): string => at(url, url.pathname, path)
  return {
    name,
    shown,
    indexes: (arch) => indexNames(format).map((file) => below(`${pathPart(checkArch(arch))}/${file}`)),
    packages(record, arch, index) {
      if (index.packageNameSpec !== undefined) return [bySpec(below, index.packageNameSpec, record)]
      const file = packageFileName(record)
      // A client looks under the architecture of the record; noarch packages often lie beside those of one architecture.
      const arches = record.arch === undefined || record.arch === '' ? [arch] : [record.arch, arch]
      return [...new Set(record.arch === 'noarch' ? arches : arches.slice(0, 1))].map((folder) =>
        below(`${pathPart(folder)}/${pathPart(file)}`),
      )
    },
  }
}

function indexNames(format: RepositoryFormat | undefined): string[] {
  if (format === 'v2') return ['APKINDEX.tar.gz']
  return format === 'v3' ? ['Packages.adb'] : ['APKINDEX.tar.gz', 'Packages.adb']
}

/** The URL with another path; its query, which may hold a token, stays. */
function at(url: URL, folder: string, path: string): string {
  const result = new URL(url)
  result.pathname = `${folder.replace(/\/+$/, '')}/${path}`
  return result.href
}

/** Where a `pkgname-spec` leads: an address of its own, or a path (apk-tools, v3 repositories). */
function bySpec(place: (path: string) => string, spec: string, record: IndexRecord): string {
  packageFileName(record)
  const path = expandPackageNameSpec(spec, record)
  if (path.includes('://')) return path
  return place(path.split('/').map(pathPart).join('/'))
}

/** A path segment: what RFC 3986 section 3.3 does not allow is encoded, `+` is not. */
function pathPart(text: string): string {
  return text.toWellFormed().replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@]/gu, encodeURIComponent)
}

function checkArch(arch: string): string {
  if (/^[A-Za-z0-9_+.-]+$/.test(arch) && arch !== '.' && arch !== '..') return arch
  throw new ApkError(
    'ERR_APK_NAME',
    `Reading a repository: ${JSON.stringify(arch.slice(0, 100))} is no name of an architecture. Use one such as x86_64 or aarch64`,
    { details: { arch: arch.slice(0, 100) } },
  )
}

function notUrl(text: string): ApkError {
  const url = redactUrl(text)
  return new ApkError(
    'ERR_APK_REPOSITORY_URL',
    `Opening the repository ${url}: this is no http, https or file URL. Give one such as https://dl-cdn.alpinelinux.org/alpine/v3.22/main`,
    { details: { url } },
  )
}
