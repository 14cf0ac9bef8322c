import type { Clock } from '@nacre/http'

/** A date for tests, in seconds since 1970: 2026-01-01T00:00:00Z. `build({ epoch: EPOCH })` gives it to the image. */
export const EPOCH = 1_767_225_600

/**
 * A clock that stands still, and moves by what it is asked to sleep: retries are over at once, and nothing depends on when
 * the test runs.
 *
 * @param epoch seconds since 1970 at which it starts
 */
export function fixedClock(epoch: number = EPOCH): Clock {
  let milliseconds = epoch * 1000
  return {
    now: () => milliseconds,
    async sleep(duration, signal) {
      signal?.throwIfAborted()
      milliseconds += duration
    },
  }
}
