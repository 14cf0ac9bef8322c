import type { Content } from '../rootfs/content.ts'
import type { LayerEntry } from './entry.ts'

const FILE_TYPES: Readonly<Record<string, number>> = {
  file: 0o100000,
  hardlink: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  char: 0o020000,
  block: 0o060000,
}

/** One member of a cpio archive: what precedes the content, the content, and the zeros after it. */
export interface CpioMember {
  readonly header: Uint8Array
  readonly content?: Content
  readonly padding: number
}

/**
 * A tree as members of a cpio archive in the new portable format (`newc`, magic 070701), which the Linux kernel unpacks as an
 * initial root (Documentation/driver-api/early-userspace/buffer-format.rst). Every name of a hard-linked file has the content.
 */
export function* cpioMembers(
  entries: Iterable<LayerEntry>,
  contentOf: (path: string) => Content,
): Generator<CpioMember> {
  let inode = 1
  for (const { header, content } of entries) {
    const { name, type = 'file', mode = 0, uid = 0, gid = 0, mtime = 0, linkname = '' } = header
    const target = type === 'symlink' ? new TextEncoder().encode(linkname) : undefined
    const body = type === 'file' ? content : type === 'hardlink' ? contentOf(name) : undefined
    const size = target?.length ?? body?.size ?? 0
    const links = type === 'directory' ? 2 : 1
    const device = [header.devmajor ?? 0, header.devminor ?? 0]
    const head = encodeHeader(name, [
      inode++,
      (FILE_TYPES[type] ?? 0) | mode,
      uid,
      gid,
      links,
      mtime,
      size,
      0,
      0,
      ...device,
    ])
    const padding = paddingOf(size)
    if (target !== undefined) yield { header: Buffer.concat([head, target, Buffer.alloc(padding)]), padding: 0 }
    else yield body === undefined ? { header: head, padding } : { header: head, content: body, padding }
  }
  yield { header: encodeHeader('TRAILER!!!', [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), padding: 0 }
}

// 13 fields of eight hex digits follow the magic; the last two are the size of the name and an unused checksum.
function encodeHeader(name: string, fields: readonly number[]): Uint8Array {
  const path = Buffer.from(`${name}\0`)
  const numbers = [...fields, path.length, 0].map((value) => (value >>> 0).toString(16).toUpperCase().padStart(8, '0'))
  const head = Buffer.from(`070701${numbers.join('')}`, 'latin1')
  return Buffer.concat([head, path, Buffer.alloc(paddingOf(head.length + path.length))])
}

function paddingOf(length: number): number {
  return (4 - (length % 4)) % 4
}
