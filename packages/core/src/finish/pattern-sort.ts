/** Negative, zero or positive as the first comes before, with or after the second. */
type Compare<T> = (a: T, b: T) => number

/**
 * Sorts in place by pattern-defeating quicksort (O. Peters, arXiv:2106.05123) with the pivots, thresholds and shuffles of
 * Go's `slices.SortFunc`. Equal elements end up in the order in which Go leaves them, which `Array.prototype.sort` cannot
 * reproduce.
 */
export function patternSort<T>(items: T[], compare: Compare<T>): void {
  new PatternSort(items, compare).run(0, items.length, bitLength(items.length))
}

const SMALL = 12
const NINTHER_FROM = 50
const PARTIAL_STEPS = 5

type Order = 'increasing' | 'decreasing' | 'unknown'

class PatternSort<T> {
  readonly #items: T[]
  readonly #compare: Compare<T>

  constructor(items: T[], compare: Compare<T>) {
    this.#items = items
    this.#compare = compare
  }

  run(from: number, to: number, badPivotsAllowed: number): void {
    let low = from
    let high = to
    let allowed = badPivotsAllowed
    let balanced = true
    let partitioned = true
    while (high - low > SMALL) {
      if (allowed === 0) {
        this.#heapSort(low, high)
        return
      }
      if (!balanced) {
        this.#shuffle(low, high)
        allowed--
      }
      let { pivot, order } = this.#choosePivot(low, high)
      if (order === 'decreasing') {
        this.#reverse(low, high)
        pivot = high - 1 - (pivot - low)
        order = 'increasing'
      }
      if (balanced && partitioned && order === 'increasing' && this.#finishAlmostSorted(low, high)) return
      if (low > 0 && !this.#less(low - 1, pivot)) {
        low = this.#partitionEqual(low, high, pivot)
        continue
      }
      const split = this.#partition(low, high, pivot)
      partitioned = split.untouched
      const left = split.at - low
      const right = high - split.at
      balanced = Math.min(left, right) >= Math.floor((high - low) / 8)
      if (left < right) {
        this.run(low, split.at, allowed)
        low = split.at + 1
      } else {
        this.run(split.at + 1, high, allowed)
        high = split.at
      }
    }
    this.#insertionSort(low, high)
  }

  #less(i: number, j: number): boolean {
    return this.#compare(this.#items[i]!, this.#items[j]!) < 0
  }

  #swap(i: number, j: number): void {
    const kept = this.#items[i]!
    this.#items[i] = this.#items[j]!
    this.#items[j] = kept
  }

  #sinkLeft(from: number, lowest: number): void {
    for (let j = from; j > lowest && this.#less(j, j - 1); j--) this.#swap(j, j - 1)
  }

  #insertionSort(low: number, high: number): void {
    for (let i = low + 1; i < high; i++) this.#sinkLeft(i, low)
  }

  #heapSort(low: number, high: number): void {
    const size = high - low
    for (let i = Math.floor((size - 1) / 2); i >= 0; i--) this.#siftDown(i, size, low)
    for (let i = size - 1; i >= 0; i--) {
      this.#swap(low, low + i)
      this.#siftDown(0, i, low)
    }
  }

  #siftDown(start: number, size: number, first: number): void {
    for (let root = start; ; ) {
      let child = 2 * root + 1
      if (child >= size) return
      if (child + 1 < size && this.#less(first + child, first + child + 1)) child++
      if (!this.#less(first + root, first + child)) return
      this.#swap(first + root, first + child)
      root = child
    }
  }

  #reverse(low: number, high: number): void {
    for (let i = low, j = high - 1; i < j; i++, j--) this.#swap(i, j)
  }

  #choosePivot(low: number, high: number): { pivot: number; order: Order } {
    const quarter = Math.floor((high - low) / 4)
    const seen = { swaps: 0 }
    const around = (i: number): number => this.#median(i - 1, i, i + 1, seen)
    let candidates = [low + quarter, low + quarter * 2, low + quarter * 3]
    if (high - low >= NINTHER_FROM) candidates = candidates.map(around)
    const pivot = this.#median(candidates[0]!, candidates[1]!, candidates[2]!, seen)
    return { pivot, order: seen.swaps === 0 ? 'increasing' : seen.swaps === 12 ? 'decreasing' : 'unknown' }
  }

  #median(i: number, j: number, k: number, seen: { swaps: number }): number {
    const ordered = (a: number, b: number): [number, number] => {
      if (!this.#less(b, a)) return [a, b]
      seen.swaps++
      return [b, a]
    }
    const [low, middle] = ordered(i, j)
    const [upper] = ordered(middle, k)
    return ordered(low, upper)[1]
  }

  #partition(low: number, high: number, pivot: number): { at: number; untouched: boolean } {
    this.#swap(low, pivot)
    let i = low + 1
    let j = high - 1
    for (let untouched = true; ; untouched = false) {
      while (i <= j && this.#less(i, low)) i++
      while (i <= j && !this.#less(j, low)) j--
      if (i > j) {
        this.#swap(j, low)
        return { at: j, untouched }
      }
      this.#swap(i++, j--)
    }
  }

  // What equals the pivot moves to the front; nothing in the range is smaller.
  #partitionEqual(low: number, high: number, pivot: number): number {
    this.#swap(low, pivot)
    let i = low + 1
    let j = high - 1
    for (;;) {
      while (i <= j && !this.#less(low, i)) i++
      while (i <= j && this.#less(low, j)) j--
      if (i > j) return i
      this.#swap(i++, j--)
    }
  }

  #finishAlmostSorted(low: number, high: number): boolean {
    let i = low + 1
    for (let step = 0; step < PARTIAL_STEPS; step++) {
      while (i < high && !this.#less(i, i - 1)) i++
      if (i === high) return true
      if (high - low < NINTHER_FROM) return false
      this.#swap(i, i - 1)
      if (i - low >= 2) this.#sinkLeft(i - 1, 0)
      if (high - i >= 2) for (let j = i + 1; j < high && this.#less(j, j - 1); j++) this.#swap(j, j - 1)
    }
    return false
  }

  #shuffle(low: number, high: number): void {
    const length = high - low
    const middle = low + Math.floor(length / 4) * 2
    const mask = (1n << BigInt(bitLength(length))) - 1n
    let state = BigInt(length)
    for (let i = middle - 1; i <= middle + 1; i++) {
      state = nextRandom(state)
      const other = Number(state & mask)
      this.#swap(i, low + (other >= length ? other - length : other))
    }
  }
}

// Xorshift with the shifts 13, 7, 17 (G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8).
function nextRandom(state: bigint): bigint {
  let next = BigInt.asUintN(64, state ^ (state << 13n))
  next ^= next >> 7n
  return BigInt.asUintN(64, next ^ (next << 17n))
}

function bitLength(value: number): number {
  return 32 - Math.clz32(value)
}
