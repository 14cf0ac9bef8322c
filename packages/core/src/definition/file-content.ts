import { toBase64 } from '@nacre/archive'
import type { FileContent } from './definition.ts'

/** Mode and owner of a path; what is absent stays as it is, or takes its default. */
export interface PathOptions {
  /** Permission bits: `0o644`. */
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
}

/** File content as it stands in a definition: text where it is text, base64 otherwise. */
export function fileContent(content: string | Uint8Array): FileContent {
  return typeof content === 'string' ? { text: content } : { base64: toBase64(content) }
}
