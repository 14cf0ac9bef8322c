import type { CopyEvent } from '../copy/copy-event.ts'
import type { PublishEvent } from './publish-event.ts'

/** Adds up the bytes of all copies, and turns the events of a copy into those of a publication. */
export class Progress {
  readonly #total: number
  readonly #emit: (event: PublishEvent) => void
  readonly #bytes: Map<string, number> = new Map()
  #done = 0

  constructor(total: number, emit: (event: PublishEvent) => void) {
    this.#total = total
    this.#emit = emit
  }

  /** Takes in what a copy to a repository tells. */
  take(repository: string, event: CopyEvent): void {
    if (event.kind === 'tag') return
    const key = `${repository} ${event.digest}`
    const before = this.#bytes.get(key) ?? 0
    this.#bytes.set(key, event.bytes)
    this.#done += event.bytes - before
    const { kind, digest, mediaType, total: size } = event
    if (kind === 'written' || kind === 'present' || kind === 'mounted') {
      this.#emit({ type: 'content', repository, digest, mediaType, size, outcome: kind })
    }
    if (event.bytes !== before) this.#emit({ type: 'progress', done: this.#done, total: this.#total })
  }

  /** What was not moved one by one because the manifest above it was there already. */
  complete(repository: string, sizes: Iterable<readonly [string, number]>): void {
    const before = this.#done
    for (const [digest, size] of sizes) {
      const key = `${repository} ${digest}`
      this.#done += size - (this.#bytes.get(key) ?? 0)
      this.#bytes.set(key, size)
    }
    if (this.#done !== before) this.#emit({ type: 'progress', done: this.#done, total: this.#total })
  }
}
