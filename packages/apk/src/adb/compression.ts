import { concatBytes, deflateRaw, inflateRaw, unzstd, zstd } from '@nacre/archive'
import { archiveFault } from '../archive-fault.ts'
import { isAdb } from '../container-format.ts'
import { ApkError } from '../error.ts'
import { readFault } from './fault.ts'

/** How a v3 file is compressed. No hash or signature covers it, so that a file can be recompressed at will. */
export interface AdbCompression {
  readonly algorithm: 'none' | 'deflate' | 'zstd'
  /** 1 to 9 for deflate, 1 to 22 for zstd. Default 9, as in apk-tools. */
  readonly level?: number
}

/** Byte behind `ADB` (APK v3 (ADB) format; apk-tools adb_comp.c): plain, deflate, or algorithm and level follow. */
const PLAIN = 0x2e
const DEFLATE = 0x64
const SPECIFIED = 0x63
/** Algorithm numbers behind `ADBc`. */
const algorithmNumber = { none: 0, deflate: 1, zstd: 2 } as const

const MAGIC = [0x41, 0x44, 0x42] as const
const DEFAULT_LEVEL = 9

/** Metadata shrink to a third or a quarter, programs to a half. */
const USUAL_RATIO = 4

/**
 * Undoes the compression wrapper: the file that begins with `ADB.`.
 *
 * @throws ApkError ERR_APK_ADB_HEADER no v3 file
 * @throws ApkError ERR_APK_ADB_COMPRESSION an unknown algorithm, or bytes behind the end of the compressed stream
 * @throws ApkError ERR_APK_LIMIT the file expands to more than `limit` bytes; ERR_APK_TRUNCATED, ERR_APK_ARCHIVE a broken stream
 */
export async function decompressAdb(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  if (!isAdb(bytes)) throw readFault('ERR_APK_ADB_HEADER', 'it does not begin with ADB', { size: bytes.length })
  try {
    switch (bytes[3]) {
      case PLAIN:
        return checkSize(bytes, limit)
      case DEFLATE:
        return inflateWhole(bytes.subarray(4), limit)
      case SPECIFIED:
        return await decompressBody(bytes[4], bytes.subarray(6), limit)
    }
  } catch (cause) {
    throw archiveFault('Reading a v3 file', cause)
  }
  throw unknownCompression(bytes[3])
}

/** Wraps an uncompressed file. The default is what apk-tools writes by default: `ADBd` and deflate of level 9. */
export async function compressAdb(
  file: Uint8Array,
  compression: AdbCompression = { algorithm: 'deflate' },
): Promise<Uint8Array> {
  const { algorithm, level = DEFAULT_LEVEL } = compression
  if (algorithm === 'none') return file
  // Deflate without a level needs no specification; the level given is 0 where it is the default.
  const head =
    algorithm === 'deflate' && compression.level === undefined
      ? [...MAGIC, DEFLATE]
      : [...MAGIC, SPECIFIED, algorithmNumber[algorithm], compression.level ?? 0]
  try {
    return concatBytes([Uint8Array.from(head), await (algorithm === 'deflate' ? deflateRaw : zstd)(file, { level })])
  } catch (cause) {
    throw archiveFault('Writing a v3 file', cause)
  }
}

async function decompressBody(algorithm: number | undefined, body: Uint8Array, limit: number): Promise<Uint8Array> {
  switch (algorithm) {
    case algorithmNumber.none:
      return checkSize(body, limit)
    case algorithmNumber.deflate:
      return inflateWhole(body, limit)
    case algorithmNumber.zstd:
      return unzstd(body, { limit })
    default:
      throw unknownCompression(algorithm)
  }
}

function inflateWhole(body: Uint8Array, limit: number): Uint8Array {
  const { data, consumed } = inflateRaw(body, { limit, sizeHint: USUAL_RATIO * body.length })
  if (consumed === body.length) return data
  throw readFault('ERR_APK_ADB_COMPRESSION', `${body.length - consumed} bytes follow its compressed content`)
}

function checkSize(file: Uint8Array, limit: number): Uint8Array {
  if (file.length <= limit) return file
  throw new ApkError(
    'ERR_APK_LIMIT',
    `Reading a v3 file: it has ${file.length} bytes, more than the limit of ${limit}. Raise the limit if the file is trusted`,
    { details: { size: file.length, limit } },
  )
}

function unknownCompression(algorithm: number | undefined): ApkError {
  return readFault('ERR_APK_ADB_COMPRESSION', `its compression ${algorithm} is unknown`, { algorithm })
}
