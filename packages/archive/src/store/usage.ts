import { appendFile, stat, truncate, writeFile } from 'node:fs/promises'
import { isAbsent } from './io-error.ts'

/** Bytes of content that one byte of the usage file stands for. */
const unit = 64 * 1024

/** A process adds to the usage file once it has written this many bytes. */
const batch = 4 * 1024 * 1024

/**
 * An estimate of how many bytes a store holds, shared by all processes: the length of a file, to which each appends.
 * It may be too high (replaced and removed entries are not taken off) and is set right by {@link UsageEstimate.set}.
 */
export class UsageEstimate {
  readonly #path: string
  #pending = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Counts bytes; the estimate after it where it was written down, else undefined. */
  async add(bytes: number, eagerFrom: number): Promise<number | undefined> {
    this.#pending += bytes
    if (this.#pending < Math.min(batch, eagerFrom)) return undefined
    const units = Math.ceil(this.#pending / unit)
    this.#pending = 0
    await appendFile(this.#path, new Uint8Array(units))
    return (await stat(this.#path)).size * unit
  }

  /** Sets the estimate to what was counted. */
  async set(bytes: number): Promise<void> {
    const length = Math.ceil(bytes / unit)
    try {
      await truncate(this.#path, length)
    } catch (error) {
      if (!isAbsent(error)) throw error
      await writeFile(this.#path, new Uint8Array(length))
    }
  }
}
