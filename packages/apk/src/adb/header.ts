import { readFault } from './fault.ts'

/** Bytes in front of the first block: `ADB.` and the schema word (APK v3 (ADB) format; apk-tools adb.h, "adb_file_header"). */
export const FILE_HEADER_SIZE = 8
const MAGIC = 0x2e424441

/** The schema word of an uncompressed v3 file. Throws `ERR_APK_ADB_HEADER` for anything else. */
export function readHeader(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  if (file.length < FILE_HEADER_SIZE || view.getUint32(0, true) !== MAGIC) {
    throw readFault('ERR_APK_ADB_HEADER', 'it does not begin with ADB. and a schema', { size: file.length })
  }
  return view.getUint32(4, true)
}

/** The header of a file with this schema. */
export function writeHeader(schema: number): Uint8Array {
  const header = new Uint8Array(FILE_HEADER_SIZE)
  const view = new DataView(header.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, schema, true)
  return header
}
