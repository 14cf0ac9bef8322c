import { readFile } from 'node:fs/promises'
import type { Answer } from './answer.ts'

/** What apko answered to one configuration. */
export interface RecordedAnswer extends Answer {
  /** SHA-256 of the lock file that it writes, in hex; absent where it writes none. */
  readonly lock?: string
}

/** Everything that was recorded of apko. */
export interface Recording {
  readonly program: string
  readonly answers: Readonly<Record<string, RecordedAnswer>>
}

/** Where the recording is kept. */
export const recordingFile: URL = new URL('../conformance/apko-answers.json', import.meta.url)

/** Reads the recording. */
export async function readRecording(): Promise<Recording> {
  return JSON.parse(await readFile(recordingFile, 'utf8')) as Recording
}
