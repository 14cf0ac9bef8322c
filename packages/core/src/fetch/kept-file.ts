import { ArchiveError } from '@nacre/archive'
import type { StoredFile } from '@nacre/archive/store'
import { IdleFile } from './idle-file.ts'

/** Anything in a cache may go at any time, what was just made again too: another process clears it, or needs the room. */
const ATTEMPTS = 3

/** Where content of the cache is, and what is to be done when it is not. */
export interface KeptFileFacts {
  /** Opens it; nothing where there is none. */
  readonly open: () => Promise<StoredFile | undefined>
  /** Puts it into the cache again. */
  readonly renew: () => Promise<void>
  /** What to throw where it goes as often as it is made. */
  readonly vanished: () => Error
}

/** Content of the cache that is made again where it was removed, or is damaged. */
export class KeptFile {
  readonly #facts: KeptFileFacts
  #file: IdleFile
  #renewing: Promise<void> | undefined

  constructor(facts: KeptFileFacts) {
    this.#facts = facts
    this.#file = new IdleFile(facts.open)
  }

  /** Fills `target` with the bytes from `offset` on, and returns how many there were. */
  async fill(target: Uint8Array, offset: number): Promise<number> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const filled = await this.#file.use((file) => file.fill(target, offset)).catch(absentWhereDamaged)
      if (filled !== undefined) return filled
      if (attempt < ATTEMPTS) await this.#renew()
    }
    throw this.#facts.vanished()
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  /** Those who miss it at the same time wait for the same. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#facts.renew().finally(() => {
      // Whoever still reads from the one that was open before closes it when done.
      this.#file = new IdleFile(this.#facts.open)
      this.#renewing = undefined
    })
    return this.#renewing
  }
}

function absentWhereDamaged(error: unknown): undefined {
  if (error instanceof ArchiveError && error.code === 'ERR_ARCHIVE_STORE_CORRUPT') return undefined
  throw error
}
