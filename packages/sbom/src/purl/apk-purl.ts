import type { OsRelease } from '../os-release.ts'
import { formatPurl } from './package-url.ts'

/** What an APK's package URL is made of. */
export interface ApkPurlParts {
  /** The distribution that built it, by os-release `ID`: `alpine`, `wolfi`, `chainguard` … */
  readonly namespace: string
  readonly name: string
  readonly version: string
  /** APK architecture, such as `x86_64`. */
  readonly arch?: string
  /** {@link apkDistro} of the image, such as `alpine-3.19.1`. */
  readonly distro?: string
}

/**
 * The package URL of an APK: `pkg:apk/alpine/busybox@1.36.1-r15?arch=x86_64&distro=alpine-3.19.1`. Type `apk` of the
 * purl specification; the qualifiers are those that scanners match advisories by.
 */
export function apkPurl(parts: ApkPurlParts): string {
  return formatPurl({
    type: 'apk',
    namespace: parts.namespace === '' ? 'unknown' : parts.namespace,
    name: parts.name,
    version: parts.version,
    qualifiers: { arch: parts.arch, distro: parts.distro },
  })
}

/**
 * The `distro` qualifier: `ID-VERSION_ID` of a distribution with releases (`alpine-3.19.1`), the bare `ID` of a rolling
 * one, whose `VERSION_ID` only dates its base (`wolfi`, `chainguard`, as their own documents have it).
 */
export function apkDistro(os: Pick<OsRelease, 'id' | 'versionId'>): string {
  const rolling = os.id === 'wolfi' || os.id === 'chainguard' || os.versionId === ''
  return rolling ? os.id : `${os.id}-${os.versionId}`
}
