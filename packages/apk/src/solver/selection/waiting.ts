import type { NameState } from './state.ts'

/**
 * Names that wait for a choice, in apk's order: first those with one option left whose dependents are all decided, first come
 * first served; then those with a provider that may be taken unasked; then the rest. Within the latter two, what the world
 * names, then names that a package bears, then the later discovered, so that dependents precede dependencies.
 */
export class Waiting {
  readonly #now: NameState[] = []
  #nowHead = 0
  readonly #heap: Entry[] = []

  /** Queues a name, or moves it to where it belongs now. */
  put(name: NameState): void {
    if (name.locked) return
    if (name.resolveNow && name.requirers > 0) this.#now.push(name)
    const rank = rankOf(name)
    if (name.waitingAs === rank) return
    name.waitingAs = rank
    this.#push({ name, rank })
  }

  /** Takes a name out; its entries are skipped when they come up. */
  drop(name: NameState): void {
    name.waitingAs = -1
  }

  /** The name to decide next. */
  take(): NameState | undefined {
    while (this.#nowHead < this.#now.length) {
      const name = this.#now[this.#nowHead++]!
      if (name.waitingAs >= 0 && !name.locked && name.resolveNow) return this.#taken(name)
    }
    for (;;) {
      const entry = this.#pop()
      if (entry === undefined) return undefined
      if (entry.name.waitingAs === entry.rank && !entry.name.locked) return this.#taken(entry.name)
    }
  }

  #taken(name: NameState): NameState {
    name.waitingAs = -1
    return name
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let child = heap.push(entry) - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (heap[parent]!.rank >= entry.rank) break
      heap[child] = heap[parent]!
      child = parent
    }
    heap[child] = entry
  }

  #pop(): Entry | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (top === undefined || last === undefined || heap.length === 0) return top
    let parent = 0
    for (;;) {
      let child = parent * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.rank > heap[child]!.rank) child++
      if (heap[child]!.rank <= last.rank) break
      heap[parent] = heap[child]!
      parent = child
    }
    heap[parent] = last
    return top
  }
}

interface Entry {
  readonly name: NameState
  readonly rank: number
}

const NAMES = 2 ** 32

function rankOf(name: NameState): number {
  const group = Number(name.hasSelectable) * 4 + Number(name.named) * 2 + Number(name.borne)
  return group * NAMES + name.order
}
