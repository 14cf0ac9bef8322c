import { hash } from '@nacre/archive'
import { archiveFault } from '../archive-fault.ts'
import { isAdb } from '../container-format.ts'
import { ApkError } from '../error.ts'
import { type ApkLimits, withLimits } from './limits.ts'
import { splitPackage } from './segments.ts'
import { openSource } from './source.ts'

/** One segment of a package file: compressed bytes `offset` up to `offset + size`. */
export interface PackageSegment {
  readonly offset: number
  readonly size: number
  /** SHA-1 for signatures and control, SHA-256 for the data, over the compressed bytes. */
  readonly hash: Uint8Array
}

/** How a v2 package file is cut (apk-tools, package format v2). */
export interface PackageLayout {
  /** Absent in an unsigned package. */
  readonly signature?: PackageSegment
  readonly control: PackageSegment
  readonly data: PackageSegment
}

/**
 * Where the segments of a v2 package lie, and their hashes as lock files list them.
 *
 * @throws ApkError ERR_APK_SEGMENT_MISSING also for a v3 package, which has no segments; ERR_APK_SEGMENT_ENTRY, ERR_APK_SIGNATURE_FORMAT,
 *   ERR_APK_LIMIT, ERR_APK_TRUNCATED, ERR_APK_ARCHIVE
 */
export async function packageLayout(
  bytes: Uint8Array,
  options: { limits?: Partial<ApkLimits> } = {},
): Promise<PackageLayout> {
  if (isAdb(bytes)) {
    throw new ApkError(
      'ERR_APK_SEGMENT_MISSING',
      'Reading the segments of a package: it is in the v3 format, which has none. Use its identity instead',
    )
  }
  const source = await openSource(bytes)
  try {
    const { control } = await splitPackage(source, withLimits(options.limits))
    const dataOffset = control.end
    const controlOffset = dataOffset - control.compressed.length
    const segment = (algorithm: 'sha1' | 'sha256', offset: number, end: number): PackageSegment => ({
      offset,
      size: end - offset,
      hash: hash(algorithm, bytes.subarray(offset, end)),
    })
    return {
      ...(controlOffset > 0 ? { signature: segment('sha1', 0, controlOffset) } : {}),
      control: segment('sha1', controlOffset, dataOffset),
      data: segment('sha256', dataOffset, bytes.length),
    }
  } catch (error) {
    throw archiveFault(`Reading the segments of ${source.label}`, error)
  }
}
