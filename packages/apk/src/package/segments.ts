import type { GzipMember } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { ApkLimits } from './limits.ts'
import { type LoadedMember, type MemberSource, memberSource } from './member-source.ts'
import { holdsSignatures, readSegment } from './segment-tar.ts'
import { parseSignatureName, type SignatureEntry } from './signature.ts'
import type { OpenSource } from './source.ts'

/** A package cut at its members: signatures, control, and the place where the data begin. */
export interface PackageSegments {
  readonly signatures: readonly SignatureEntry[]
  readonly control: LoadedMember
  /** The data member and what follows, for a source that can be read once only. */
  readonly rest: AsyncGenerator<GzipMember, void> | undefined
}

/**
 * Cuts a v2 package: any number of signature members, the control member, the data member, which is not read.
 *
 * @throws ApkError ERR_APK_SEGMENT_MISSING, ERR_APK_SEGMENT_ENTRY, ERR_APK_SEGMENT_TRAILER, ERR_APK_SIGNATURE_FORMAT, ERR_APK_LIMIT
 */
export async function splitPackage(source: OpenSource, limits: ApkLimits): Promise<PackageSegments> {
  const members = memberSource(source, limits.signature + limits.control + limits.data)
  const { signatures, signed } = await loadSigned(members, 'control', limits.control, limits)
  if (members.rest === undefined) await members.close()
  return { signatures, control: signed, rest: members.rest }
}

/** The signatures at the beginning of a file, and the member after them, which they are over. */
export async function loadSigned(
  members: MemberSource,
  segment: string,
  limit: number,
  limits: ApkLimits,
): Promise<{ signatures: SignatureEntry[]; signed: LoadedMember }> {
  const signatures: SignatureEntry[] = []
  let left = limits.signature
  for (;;) {
    const loaded = await members.load(segment, Math.max(limit, left))
    if (!holdsSignatures(loaded.plain)) return { signatures, signed: loaded }
    left -= loaded.plain.length
    if (left < 0) throw signatureLimit(limits.signature)
    signatures.push(...readSignatures(loaded.plain, limits))
  }
}

/** Entries of one signature member. */
function readSignatures(tar: Uint8Array, limits: ApkLimits): SignatureEntry[] {
  return readSegment(tar, 'signature').map(({ name, content }) => {
    const parsed = parseSignatureName(name)
    if (parsed === undefined || content.length === 0 || content.length > limits.signatureValue) {
      throw new ApkError(
        'ERR_APK_SIGNATURE_FORMAT',
        `Reading the signature segment: ${JSON.stringify(name)} with ${content.length} bytes is no signature of at most ${limits.signatureValue} bytes. Sign the file again`,
        { details: { name, size: content.length, limit: limits.signatureValue } },
      )
    }
    return { ...parsed, value: new Uint8Array(content) }
  })
}

function signatureLimit(limit: number): ApkError {
  return new ApkError(
    'ERR_APK_LIMIT',
    `Reading the signature segment: it holds more than the limit of ${limit} bytes. Raise the limit if the file is trusted`,
    { details: { limit } },
  )
}
