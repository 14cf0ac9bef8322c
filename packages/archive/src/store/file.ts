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
const AT_ONCE = { read: 64 * 1024, write: 1024 * 1024 }

/** A file of a store that is open for reading, or for being written from its beginning. */
export class OpenFile {
  /** Negative once nobody may use it any more: its number may be another file's then. */
  #fd: number
  /** What is to be closed as soon as nothing goes on in the thread pool; negative where nothing is. */
  #unused = -1
  /** Reads and writes that go on in the thread pool. */
  #inPool = 0

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

  /** Fills `parts`, one after the other, from `position` on, and returns how many bytes there were up to the end of the file. */
  async fill(parts: readonly Uint8Array[], position: number): Promise<number> {
    let at = position
    for (let rest = parts.filter(({ length }) => length > 0); rest.length > 0; ) {
      const reading = this.#read(rest, at)
      const count = typeof reading === 'number' ? reading : await reading
      if (count === 0) break
      at += count
      rest = unfilled(rest, count)
    }
    return at - position
  }

  /** Writes bytes after those that were written before. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const rest = bytes.subarray(at)
      if (rest.length <= AT_ONCE.write) at += writeSync(this.#fd, rest)
      else at += await this.#pool((done) => write(this.#fd, rest, 0, rest.length, null, done))
    }
  }

  /** Closes the file when what goes on has ended; where it is closed already, nothing happens. */
  close(): void {
    if (this.#fd < 0) return
    this.#unused = this.#fd
    this.#fd = -1
    this.#closeUnused()
  }

  #read(parts: readonly Uint8Array[], at: number): number | Promise<number> {
    const [first, second] = parts
    const small = parts.reduce((sum, { length }) => sum + length, 0) <= AT_ONCE.read
    if (first !== undefined && second === undefined) {
      if (small) return readSync(this.#fd, first, 0, first.length, at)
      return this.#pool((done) => read(this.#fd, first, 0, first.length, at, done))
    }
    return small ? readvSync(this.#fd, parts, at) : this.#pool((done) => readv(this.#fd, parts, at, done))
  }

  async #pool(start: (done: (error: Error | null, count: number) => void) => void): Promise<number> {
    this.#inPool++
    try {
      return await new Promise((resolve, reject) => {
        start((error, count) => (error === null ? resolve(count) : reject(error)))
      })
    } finally {
      this.#inPool--
      this.#closeUnused()
    }
  }

  #closeUnused(): void {
    if (this.#unused < 0 || this.#inPool > 0) return
    closeSync(this.#unused)
    this.#unused = -1
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
