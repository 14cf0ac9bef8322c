/** Kinds of entries (POSIX.1-2017, pax, "ustar Header Block", typeflag 0-6). */
export type TarType = 'file' | 'hardlink' | 'symlink' | 'char' | 'block' | 'directory' | 'fifo'

/** What a tar archive says of an entry. Text that is not UTF-8 keeps its bytes: see {@link decodeText}. */
export interface TarHeader {
  /** Path, without a trailing slash for directories. */
  readonly name: string
  readonly type: TarType
  /** Permission bits with setuid, setgid and sticky; other bits as they are in the archive. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of content; 0 for everything but files. */
  readonly size: number
  /** Whole seconds since 1970-01-01T00:00Z. */
  readonly mtime: number
  /** Target of a hard or symbolic link, else empty. */
  readonly linkname: string
  readonly uname: string
  readonly gname: string
  readonly devmajor: number
  readonly devminor: number
  /** The records of the entry's PAX extended header, as they are in the archive. */
  readonly pax: Readonly<Record<string, string>>
}

/** A header to be written: what is left out is 0, empty, or the mode 0644 (0755 for a directory, 0777 for a symlink). */
export type TarHeaderInput = Partial<TarHeader> & Pick<TarHeader, 'name'>

/** Size of a tar block in bytes. */
export const TAR_BLOCK = 512

/** The end of an archive: two blocks of zeros. */
export const TAR_END: Uint8Array = new Uint8Array(2 * TAR_BLOCK)

/** The zeros that fill the last block of `size` bytes of content. */
export function tarPadding(size: number): Uint8Array {
  return TAR_END.subarray(0, tarPaddingLength(size))
}

/** How many zeros {@link tarPadding} gives. */
export function tarPaddingLength(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK
}
