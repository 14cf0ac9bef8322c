/** One library of the cache. */
export interface LibraryCacheEntry {
  /** File name: `libc.so.6`. */
  readonly name: string
  /** Absolute path. */
  readonly path: string
  readonly flags: number
}

const HEADER_SIZE = 48
const ENTRY_SIZE = 24
const ALIGNMENT = 16

/**
 * The cache of the dynamic loader in its current form (glibc, `sysdeps/generic/dl-cache.h`, `struct cache_file_new`): header,
 * entries in the order given, paths. A name is the tail of its path. Zeros fill the file to the next multiple of 16.
 */
export function encodeLibraryCache(
  entries: readonly LibraryCacheEntry[],
  { littleEndian }: { littleEndian: boolean },
): Uint8Array {
  const strings = entries.map(({ path }) => Buffer.from(`${path}\0`))
  const length = strings.reduce((sum, text) => sum + text.length, 0)
  const end = HEADER_SIZE + ENTRY_SIZE * entries.length + length
  const file = Buffer.alloc(end - (end % ALIGNMENT) + ALIGNMENT)
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const word = (at: number, value: number): void => view.setUint32(at, value, littleEndian)
  file.write('glibc-ld.so.cache1.1', 'latin1')
  word(20, entries.length)
  word(24, length)
  let text = HEADER_SIZE + ENTRY_SIZE * entries.length
  entries.forEach(({ name, flags }, i) => {
    const bytes = strings[i]!
    const at = HEADER_SIZE + ENTRY_SIZE * i
    word(at, flags)
    word(at + 4, text + bytes.length - 1 - Buffer.byteLength(name))
    word(at + 8, text)
    bytes.copy(file, text)
    text += bytes.length
  })
  return file
}
