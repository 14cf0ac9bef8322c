import type { StoredFile } from '@nacre/archive/store'
import { absentWhereDamaged } from './absent-where-damaged.ts'
import { IdleFile } from './idle-file.ts'

/** Where content of the cache is, and what is to be done when it is not: another process may clear it, or need the room. */
export interface KeptFileFacts {
  /** Opens it; nothing where there is none. */
  readonly open: () => Promise<StoredFile | undefined>
  /** Makes it again, and opens it. */
  readonly openAgain: () => Promise<StoredFile | undefined>
  /** What to throw where that does not help. */
  readonly vanished: () => Error
}

/** Content of the cache that is made again where it was removed, or is damaged. */
export class KeptFile {
  readonly #facts: KeptFileFacts
  readonly #kept: IdleFile
  readonly #again: IdleFile
  #lost = false

  constructor(facts: KeptFileFacts) {
    this.#facts = facts
    this.#kept = new IdleFile(facts.open)
    this.#again = new IdleFile(facts.openAgain)
  }

  /** What `use` makes of the content; where it makes nothing of it, the content is made again. */
  async use<T>(use: (file: StoredFile) => Promise<T | undefined>): Promise<T> {
    if (!this.#lost) {
      const made = await this.#kept.use(use).catch(absentWhereDamaged)
      if (made !== undefined) return made
      this.#lost = true
    }
    const made = await this.#again.use(use)
    if (made === undefined) throw this.#facts.vanished()
    return made
  }

  async close(): Promise<void> {
    await this.#kept.close()
    await this.#again.close()
  }
}
