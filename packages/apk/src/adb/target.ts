import { concatBytes, decodeText, encodeText } from '@nacre/archive'
import type { PackageEntryType } from '../package/package.ts'
import { readFault } from './fault.ts'

/** What a file that is no regular one is, and refers to. */
export interface FileTarget {
  readonly type: Exclude<PackageEntryType, 'file' | 'directory'>
  /** Target of a symlink, or path of the first name of a hard-linked file. */
  readonly linkname: string
  readonly devmajor: number
  readonly devminor: number
}

/** File type bits (stat.h, "S_IF*"); those of a regular file mean a hard link to it. */
const typeBits = { hardlink: 0x8000, symlink: 0xa000, block: 0x6000, char: 0x2000, fifo: 0x1000 } as const
const typeOfBits: ReadonlyMap<number, FileTarget['type']> = new Map(
  Object.entries(typeBits).map(([type, bits]) => [bits, type as FileTarget['type']]),
)

/**
 * Reads a file's target: two bytes of file type, then the text of a link, or the 64-bit number of a device
 * (APK v3 (ADB) format; apk-tools extract_v3.c, `apk_extract_v3_file`). Throws `ERR_APK_ADB_ENTRY` for anything else.
 */
export function readTarget(target: Uint8Array): FileTarget {
  const view = new DataView(target.buffer, target.byteOffset, target.length)
  const type = target.length < 2 ? undefined : typeOfBits.get(view.getUint16(0, true))
  if (type === 'symlink' || type === 'hardlink') {
    return { type, linkname: decodeText(target.subarray(2)), devmajor: 0, devminor: 0 }
  }
  if (type === undefined || target.length !== 10)
    throw readFault('ERR_APK_ADB_ENTRY', 'a file in it is of an unknown type')
  const { devmajor, devminor } = splitDevice(view.getBigUint64(2, true))
  return { type, linkname: '', devmajor, devminor }
}

/** Writes a file's target. */
export function writeTarget({ type, linkname, devmajor, devminor }: FileTarget): Uint8Array {
  if (type === 'symlink' || type === 'hardlink') {
    return concatBytes([Uint8Array.of(typeBits[type] & 0xff, typeBits[type] >>> 8), encodeText(linkname)])
  }
  const target = new Uint8Array(10)
  const view = new DataView(target.buffer)
  view.setUint16(0, typeBits[type], true)
  view.setBigUint64(2, joinDevice(devmajor, devminor), true)
  return target
}

/** Linux device numbers as musl and glibc put them together (sys/sysmacros.h, `makedev`). */
function joinDevice(major: number, minor: number): bigint {
  const [wideMajor, wideMinor] = [BigInt(major), BigInt(minor)]
  return (
    ((wideMajor & 0xffff_f000n) << 32n) |
    ((wideMajor & 0xfffn) << 8n) |
    ((wideMinor & 0xffff_ff00n) << 12n) |
    (wideMinor & 0xffn)
  )
}

function splitDevice(device: bigint): { devmajor: number; devminor: number } {
  return {
    devmajor: Number(((device >> 32n) & 0xffff_f000n) | ((device >> 8n) & 0xfffn)),
    devminor: Number(((device >> 12n) & 0xffff_ff00n) | (device & 0xffn)),
  }
}
