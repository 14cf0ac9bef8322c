import { collect, type GzipMember, gunzipMember, gzipMembers } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { OpenSource } from './source.ts'

/** One gzip member in memory. */
export interface LoadedMember {
  /** The bytes as they are in the file, over which identities and signatures are made. */
  readonly compressed: Uint8Array
  readonly plain: Uint8Array
  /** Offset of the byte after the member. */
  readonly end: number
}

/** The gzip members of a file, taken one after the other. */
export interface MemberSource {
  /** The next member; `segment` names it if it is missing. @throws ApkError ERR_APK_SEGMENT_MISSING */
  load(segment: string, limit: number): Promise<LoadedMember>
  /** Whether no further member follows. */
  atEnd(): Promise<boolean>
  /** The members that are left, for a source that can be read once only. */
  readonly rest: AsyncGenerator<GzipMember, void> | undefined
  close(): Promise<void>
}

/** Signatures and control of 244 packages of Alpine expand to at most 12 288 bytes each. */
const USUAL = 16 * 1024

/** @param limit most bytes of plain data, all members together */
export function memberSource(source: OpenSource, limit: number): MemberSource {
  return source.bytes === undefined ? streamedMembers(source, limit) : membersInMemory(source.bytes)
}

/** Without streams: setting up two of them costs more than inflating what is usually in a control member. */
function membersInMemory(bytes: Uint8Array): MemberSource {
  let offset = 0
  return {
    async load(segment, limit) {
      if (offset >= bytes.length && offset > 0) throw segmentMissing(segment)
      const start = offset
      const { data, end } = gunzipMember(bytes, start, { limit, sizeHint: USUAL })
      offset = end
      return { compressed: bytes.subarray(start, end), plain: data, end }
    },
    atEnd: async () => offset >= bytes.length,
    rest: undefined,
    close: async () => {},
  }
}

function streamedMembers(source: OpenSource, limit: number): MemberSource {
  const members = gzipMembers(source.open(0), { limit })
  return {
    async load(segment, most) {
      const member = await nextMember(members, segment)
      const pieces: Uint8Array[] = []
      member.tap((bytes) => pieces.push(new Uint8Array(bytes)))
      const plain = await collect(member.data, { limit: most })
      const compressed = await collect(pieces, { limit: Number.POSITIVE_INFINITY })
      return { compressed, plain, end: member.end ?? 0 }
    },
    atEnd: async () => (await members.next()).done === true,
    rest: source.repeatable ? undefined : members,
    async close() {
      await members.return()
    },
  }
}

/** The next member. @throws ApkError ERR_APK_SEGMENT_MISSING at the end of the file */
export async function nextMember(members: AsyncGenerator<GzipMember, void>, segment: string): Promise<GzipMember> {
  const step = await members.next()
  if (step.done !== true) return step.value
  throw segmentMissing(segment)
}

/** The error for a file that ends before one of its segments. */
export function segmentMissing(segment: string): ApkError {
  return new ApkError(
    'ERR_APK_SEGMENT_MISSING',
    `Reading an apk: the file ends before its ${segment} segment. Fetch it again, or build it again`,
    { details: { segment } },
  )
}
