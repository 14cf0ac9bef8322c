import { equalBytes } from '@nacre/archive'
import { parseIdentity } from '../adb/identity.ts'
import { openAdbPackage } from '../adb/open-package.ts'
import { archiveFault } from '../archive-fault.ts'
import { isAdb } from '../container-format.ts'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { type ApkLimits, withLimits } from './limits.ts'
import { openV2Package } from './open-v2.ts'
import type { ApkPackage } from './package.ts'
import type { PathRules } from './path-guard.ts'
import type { TrustOptions } from './signature.ts'
import { type ApkSource, type OpenSource, openSource } from './source.ts'

/** What a package must be to be the one that an index lists. */
export type ExpectedPackage = Pick<IndexRecord, 'checksum'> & Partial<Pick<IndexRecord, 'name' | 'version' | 'size'>>

/** How a package is opened, and what is demanded of it. */
export interface OpenPackageOptions extends TrustOptions, PathRules {
  /**
   * The index record that the package has to fit: identity, and name, version and size where given. This is how apk trusts packages
   * of a signed index, signed themselves or not.
   */
  expect?: ExpectedPackage
  limits?: Partial<ApkLimits>
  signal?: AbortSignal
}

/**
 * Opens a package, v2 or v3 by its first bytes: signatures are judged, metadata and scripts read. The data are not read yet.
 *
 * @param source bytes, the path of a file, or a stream. Bytes and files can be read often, a stream once
 * @throws ApkError ERR_APK_FILE, ERR_APK_SIGNATURE_MISSING, ERR_APK_SIGNATURE_UNKNOWN_KEY, ERR_APK_SIGNATURE_BAD, ERR_APK_SIGNATURE_FORMAT,
 *   ERR_APK_IDENTITY_MISMATCH, ERR_APK_RECORD_MISMATCH, ERR_APK_CHECKSUM_FORMAT, ERR_APK_SEGMENT_MISSING, ERR_APK_SEGMENT_ENTRY, ERR_APK_SEGMENT_TRAILER,
 *   ERR_APK_CONTROL_FIRST, ERR_APK_CONTROL_ENTRY, ERR_APK_DATAHASH_MISSING, ERR_APK_NAME, ERR_APK_PKGINFO_NUMBER, ERR_APK_PKGINFO_REPEATED,
 *   ERR_APK_PKGINFO_MISSING, ERR_APK_LIMIT, ERR_APK_TRUNCATED, ERR_APK_ARCHIVE;
 *   for v3 those of {@link openAdbPackage}
 */
export async function openPackage(source: ApkSource, options: OpenPackageOptions = {}): Promise<ApkPackage> {
  options.signal?.throwIfAborted()
  const opened = await openSource(source)
  const limits = withLimits(options.limits)
  try {
    const apk = isAdb(await opened.head(4))
      ? await openV3(opened, limits, options)
      : await openV2Package(opened, limits, options)
    if (options.expect !== undefined) checkExpected(apk, options.expect)
    return apk
  } catch (error) {
    throw archiveFault(`Reading ${opened.label}`, error)
  }
}

/** In v3 the identity is judged together with the signatures. */
function openV3(source: OpenSource, limits: ApkLimits, options: OpenPackageOptions): Promise<ApkPackage> {
  const { expect } = options
  return openAdbPackage(source, limits, expect === undefined ? options : { ...options, checksum: expect.checksum })
}

/** @throws ApkError ERR_APK_IDENTITY_MISMATCH, ERR_APK_RECORD_MISMATCH, ERR_APK_CHECKSUM_FORMAT */
function checkExpected(apk: ApkPackage, expect: ExpectedPackage): void {
  const name = `${apk.info.name}-${apk.info.version}`
  if (apk.format === 'v2' && !sameIdentity(apk.controlHash, expect.checksum)) {
    throw new ApkError(
      'ERR_APK_IDENTITY_MISMATCH',
      `Verifying ${name}: its identity is ${apk.controlHash}, the index lists ${expect.checksum}. The package was rebuilt or replaced after the index was made; update the index, or fetch the package again`,
      { details: { name, expected: expect.checksum, found: apk.controlHash } },
    )
  }
  for (const [field, expected, found] of [
    ['name', expect.name, apk.info.name],
    ['version', expect.version, apk.info.version],
    ['size', expect.size === 0 ? undefined : expect.size, apk.size ?? expect.size],
  ] as const) {
    if (expected === undefined || expected === found) continue
    throw new ApkError(
      'ERR_APK_RECORD_MISMATCH',
      `Verifying ${name}: its ${field} is ${found}, the index that lists it says ${expected}. The index is wrong or made to deceive; do not use it`,
      { details: { name, field, expected, found } },
    )
  }
}

/** One identity can be written in several ways: base64 or hex, and with spare bits that nobody looks at. */
function sameIdentity(found: string, expected: string): boolean {
  return found === expected || equalBytes(parseIdentity(found), parseIdentity(expected))
}
