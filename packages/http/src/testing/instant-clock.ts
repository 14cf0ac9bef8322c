import type { Clock } from '../clock.ts'

/** A clock on which sleeping takes no time. */
export interface InstantClock extends Clock {
  /** Milliseconds of every sleep so far. */
  readonly sleeps: readonly number[]
}

/** A clock that starts at `start` (milliseconds since 1970), and that sleeping moves on at once. */
export function instantClock(start = 0): InstantClock {
  const sleeps: number[] = []
  let time = start
  return {
    sleeps,
    now: () => time,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted()
      sleeps.push(milliseconds)
      time += milliseconds
    },
  }
}
