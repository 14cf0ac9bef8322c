import {
  closeSync,
  fstatSync,
  futimesSync,
  openSync,
  read,
  readSync,
  readv,
  readvSync,
  write,
  writeSync,
} from 'node:fs'

/**
 * What moves no more bytes than this is done at once, as is opening and closing: going to the thread pool and back takes 50 to 100 µs
 * of a busy main thread. More is moved in the thread pool. What is written stays in memory at first, so that more of it is quick.
 */
const AT_ONCE = { read: 64 * 1024, write: 256 * 1024 }

/** A file of a store that is open for reading, or for being written from its beginning. */
export class OpenFile {
  readonly #fd: number

  /** @throws what the file system says */
  constructor(path: string, flags: 'r' | 'wx') {
    this.#fd = openSync(path, flags)
  }

  stat(): { readonly size: number; readonly atimeMs: number; readonly mtimeMs: number } {
    return fstatSync(this.#fd)
  }

  /** Sets the dates of the last use and the last change, in seconds since 1970. */
  date(used: number, changed: number): void {
    futimesSync(this.#fd, used, changed)
  }

  /** Fills `parts`, one after the other, from `position` on; what lies beyond the end of the file stays as it is. */
  async fill(parts: readonly Uint8Array[], position: number): Promise<void> {
    let at = position
    for (let rest = parts.filter(({ length }) => length > 0); rest.length > 0; ) {
      const reading = this.#read(rest, at)
      const count = typeof reading === 'number' ? reading : await reading
      if (count === 0) return
      at += count
      rest = unfilled(rest, count)
    }
  }

  /** Writes bytes after those that were written before. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const rest = bytes.subarray(at)
      at += rest.length <= AT_ONCE.write ? writeSync(this.#fd, rest) : await this.#writeInPool(rest)
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  #read(parts: readonly Uint8Array[], at: number): number | Promise<number> {
    const [first, second] = parts
    const small = parts.reduce((sum, { length }) => sum + length, 0) <= AT_ONCE.read
    if (first !== undefined && second === undefined) {
      return small ? readSync(this.#fd, first, 0, first.length, at) : this.#readInPool(first, at)
    }
    return small ? readvSync(this.#fd, parts, at) : this.#readvInPool(parts, at)
  }

  #readInPool(bytes: Uint8Array, at: number): Promise<number> {
    return new Promise((resolve, reject) => {
      read(this.#fd, bytes, 0, bytes.length, at, (error, count) => (error === null ? resolve(count) : reject(error)))
    })
  }

  #readvInPool(parts: readonly Uint8Array[], at: number): Promise<number> {
    return new Promise((resolve, reject) => {
      readv(this.#fd, parts, at, (error, count) => (error === null ? resolve(count) : reject(error)))
    })
  }

  #writeInPool(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.#fd, bytes, 0, bytes.length, null, (error, count) => (error === null ? resolve(count) : reject(error)))
    })
  }
}

function unfilled(parts: readonly Uint8Array[], filled: number): Uint8Array[] {
  let left = filled
  return parts.flatMap((part) => {
    const skipped = Math.min(left, part.length)
    left -= skipped
    return skipped === part.length ? [] : [part.subarray(skipped)]
  })
}
