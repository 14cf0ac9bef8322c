import type { BuildEvent } from '../event.ts'
import { progressLines } from './progress-lines.ts'
import { advance, type BuildProgress, initialProgress } from './progress-state.ts'

/** Where {@link terminalProgress} draws. */
export interface TerminalProgressOptions {
  /** Default: standard error. */
  readonly stream?: NodeJS.WriteStream
}

/** A listener that draws what it hears: `build({ onEvent: terminalProgress() })`. */
export interface TerminalProgress {
  (event: BuildEvent): void
  /** Leaves what is drawn where it is, after a build that failed; one that succeeded does so by itself. */
  done(): void
}

/**
 * Draws the progress of one build on a terminal, a line an architecture. Where the stream is no terminal, nothing is
 * written at all. What draws (`log-update`) is loaded with the first event.
 */
export function terminalProgress(options: TerminalProgressOptions = {}): TerminalProgress {
  const stream = options.stream ?? process.stderr
  if (!stream.isTTY) return Object.assign(() => {}, { done: () => {} })
  let progress: BuildProgress = initialProgress
  let opening = false
  let screen: Screen | undefined
  let finished = false

  const draw = (): void => {
    screen?.(progressLines(progress, stream.columns || 80).join('\n'))
    if (finished) screen?.done()
  }
  const listen = (event: BuildEvent): void => {
    progress = advance(progress, event)
    finished ||= isFinished(progress)
    if (!opening) {
      opening = true
      void openScreen(stream).then((opened) => {
        screen = opened
        draw()
      })
    }
    draw()
  }
  return Object.assign(listen, {
    done: () => {
      finished = true
      draw()
    },
  })
}

type Screen = ((text: string) => void) & { done(): void }

async function openScreen(stream: NodeJS.WriteStream): Promise<Screen> {
  const { createLogUpdate } = await import('log-update')
  return createLogUpdate(stream, { showCursor: true })
}

function isFinished({ architectures }: BuildProgress): boolean {
  return [...architectures.values()].every(({ stage }) => stage === 'done')
}
