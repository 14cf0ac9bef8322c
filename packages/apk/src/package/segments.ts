import { collect, type GzipMember, gzipMembers } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { ApkLimits } from './limits.ts'
import { holdsSignatures, readSegment } from './segment-tar.ts'
import { parseSignatureName, type SignatureEntry } from './signature.ts'
import type { OpenSource } from './source.ts'

/** One gzip member in memory. */
export interface LoadedMember {
  readonly compressed: Uint8Array
  readonly plain: Uint8Array
}

/** Reads a member whole, keeping its compressed bytes, over which identities and signatures are made. */
export async function loadMember(member: GzipMember, limit: number): Promise<LoadedMember> {
  const pieces: Uint8Array[] = []
  member.tap((bytes) => pieces.push(new Uint8Array(bytes)))
  const plain = await collect(member.data, { limit })
  return { compressed: await collect(pieces, { limit: Number.POSITIVE_INFINITY }), plain }
}

/** A package cut at its members: signatures, control, and the place where the data begin. */
export interface PackageSegments {
  readonly signatures: readonly SignatureEntry[]
  readonly control: LoadedMember
  /** Offset of the data member in the file. */
  readonly dataOffset: number
  /** The members of the file, standing before the data member. */
  readonly members: AsyncGenerator<GzipMember, void>
}

/**
 * Cuts a v2 package: any number of signature members, the control member, the data member, which is not read.
 *
 * @throws ApkError ERR_APK_SEGMENT_MISSING, ERR_APK_SEGMENT_ENTRY, ERR_APK_SEGMENT_TRAILER, ERR_APK_SIGNATURE_FORMAT, ERR_APK_LIMIT
 */
export async function splitPackage(source: OpenSource, limits: ApkLimits): Promise<PackageSegments> {
  const members = gzipMembers(source.open(0), { limit: limits.signature + limits.control + limits.data })
  const { signatures, signed, end } = await loadSigned(members, 'control', limits.control, limits)
  return { signatures, control: signed, dataOffset: end, members }
}

/** The signatures at the beginning of a file, and the member after them, which they are over. */
export async function loadSigned(
  members: AsyncGenerator<GzipMember, void>,
  segment: string,
  limit: number,
  limits: ApkLimits,
): Promise<{ signatures: SignatureEntry[]; signed: LoadedMember; end: number }> {
  const signatures: SignatureEntry[] = []
  let left = limits.signature
  for (;;) {
    const member = await nextMember(members, segment)
    const loaded = await loadMember(member, Math.max(limit, left))
    if (!holdsSignatures(loaded.plain)) {
      return { signatures, signed: loaded, end: member.end ?? 0 }
    }
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

/** The next member. @throws ApkError ERR_APK_SEGMENT_MISSING at the end of the file */
export async function nextMember(members: AsyncGenerator<GzipMember, void>, segment: string): Promise<GzipMember> {
  const step = await members.next()
  if (step.done !== true) return step.value
  throw new ApkError(
    'ERR_APK_SEGMENT_MISSING',
    `Reading an apk: the file ends before its ${segment} segment. Fetch it again, or build it again`,
    { details: { segment } },
  )
}

function signatureLimit(limit: number): ApkError {
  return new ApkError(
    'ERR_APK_LIMIT',
    `Reading the signature segment: it holds more than the limit of ${limit} bytes. Raise the limit if the file is trusted`,
    { details: { limit } },
  )
}
