/**
 * What `start` makes of some things, in their order; it works on the next ones while one is in use.
 *
 * @param ahead how many are worked on, or wait, besides the one that comes next
 */
export async function* workAhead<Input, Output>(
  inputs: Iterable<Input>,
  start: (input: Input) => Promise<Output>,
  ahead: number,
): AsyncGenerator<Output, void> {
  const started: Promise<Output>[] = []
  try {
    for (const input of inputs) {
      const starting = start(input)
      starting.catch(() => {})
      started.push(starting)
      if (started.length > ahead) yield await started.shift()!
    }
    while (started.length > 0) yield await started.shift()!
  } finally {
    await Promise.allSettled(started)
  }
}
