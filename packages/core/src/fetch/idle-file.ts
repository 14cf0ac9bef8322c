import type { StoredFile } from '@nacre/archive/store'

/**
 * A file of a store that is read in many small parts: it stays open between them, and is closed when a turn of the event loop brings no
 * further read. It may be read again.
 */
export class IdleFile {
  readonly #open: () => Promise<StoredFile | undefined>
  #opened: Promise<StoredFile | undefined> | undefined
  #reading = 0

  /** @param open opens the file; nothing where there is none */
  constructor(open: () => Promise<StoredFile | undefined>) {
    this.#open = open
  }

  /** What `use` makes of the open file; nothing where there is none. */
  async use<T>(use: (file: StoredFile) => Promise<T>): Promise<T | undefined> {
    this.#reading++
    try {
      this.#opened ??= this.#open()
      const file = await this.#opened
      return file === undefined ? undefined : await use(file)
    } finally {
      this.#reading--
      setImmediate(() => this.#reading === 0 && void this.close())
    }
  }

  async close(): Promise<void> {
    const opening = this.#opened
    this.#opened = undefined
    // Why it could not be opened was told to who wanted to read it.
    const file = await opening?.catch(() => undefined)
    await file?.close()
  }
}
