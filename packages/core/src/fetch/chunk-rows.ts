import type { StoredFile } from '@nacre/archive/store'

/**
 * What is known of one chunk. All numbers are little-endian; such rows, and their number in 4 bytes, follow the chunks.
 *
 * | bytes | what |
 * |---|---|
 * | 8 | offset of the plain content in the package |
 * | 4 | length of the plain content |
 * | 4 | CRC-32 of the plain chunk |
 * | 8 | offset of the compressed chunk |
 * | 4 | length of the compressed chunk |
 */
const ROW = 28

/** A chunk of a package, and where it lies. */
export interface ChunkRow {
  /** Offset of the plain content in the package. */
  readonly offset: number
  /** Length of the plain content. */
  readonly length: number
  /** CRC-32 of the plain chunk. */
  readonly crc: number
  /** Offset and length of the compressed chunk. */
  readonly at: number
  readonly size: number
}

/** Rows as they follow the chunks. */
export function encodeRows(rows: readonly ChunkRow[]): Uint8Array {
  const bytes = new Uint8Array(rows.length * ROW + 4)
  const view = new DataView(bytes.buffer)
  for (const [i, row] of rows.entries()) {
    const start = i * ROW
    view.setBigUint64(start, BigInt(row.offset), true)
    view.setUint32(start + 8, row.length, true)
    view.setUint32(start + 12, row.crc, true)
    view.setBigUint64(start + 16, BigInt(row.at), true)
    view.setUint32(start + 24, row.size, true)
  }
  view.setUint32(rows.length * ROW, rows.length, true)
  return bytes
}

/** The rows by the offset of the content; nothing where they are not what was written. */
export async function readRows(file: StoredFile): Promise<ReadonlyMap<number, ChunkRow> | undefined> {
  const count = await file.read(file.size - 4, 4)
  if (count.length < 4) return undefined
  const total = viewOf(count).getUint32(0, true)
  const start = file.size - 4 - total * ROW
  if (start < 0) return undefined
  const view = viewOf(await file.read(start, total * ROW))
  const rows = new Map<number, ChunkRow>()
  for (let at = 0; at < total * ROW; at += ROW) {
    const offset = Number(view.getBigUint64(at, true))
    rows.set(offset, {
      offset,
      length: view.getUint32(at + 8, true),
      crc: view.getUint32(at + 12, true),
      at: Number(view.getBigUint64(at + 16, true)),
      size: view.getUint32(at + 24, true),
    })
  }
  return rows
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
