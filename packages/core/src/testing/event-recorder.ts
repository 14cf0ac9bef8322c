import type { BuildEvent, OnBuildEvent } from '../event.ts'

/** Keeps what a verb tells through `onEvent`. */
export interface EventRecorder {
  /** What to hand over: `build({ onEvent: recorder.onEvent })`. */
  readonly onEvent: OnBuildEvent
  /** Everything heard, in order. */
  readonly events: readonly BuildEvent[]
  /** The events of one kind, in order. */
  of<Kind extends BuildEvent['kind']>(kind: Kind): Extract<BuildEvent, { kind: Kind }>[]
  /** The kinds in the order in which each was first heard. */
  readonly kinds: readonly BuildEvent['kind'][]
}

/** A listener for tests that remembers every event. */
export function recordEvents(): EventRecorder {
  const events: BuildEvent[] = []
  return {
    onEvent: (event) => void events.push(event),
    events,
    of: <Kind extends BuildEvent['kind']>(kind: Kind) =>
      events.filter((event): event is Extract<BuildEvent, { kind: Kind }> => event.kind === kind),
    get kinds() {
      return [...new Set(events.map(({ kind }) => kind))]
    },
  }
}
