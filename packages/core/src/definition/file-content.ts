import { toBase64 } from '@nacre/archive'
import type { FileContent } from './definition.ts'
import { definitionError } from './definition-error.ts'

/** Mode and owner of a path; what is absent stays as it is, or takes its default. */
export interface PathOptions {
  /** Permission bits: `0o644`. */
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
}

/**
 * File content as it stands in a definition: text where it is text, base64 otherwise.
 *
 * @throws ImageError `ERR_IMAGE_DEFINITION` for anything else
 */
export function fileContent(content: string | Uint8Array): FileContent {
  if (typeof content === 'string') return { text: content }
  if (content instanceof Uint8Array) return { base64: toBase64(content) }
  throw definitionError([{ path: 'paths', message: 'the content of a file is neither text nor a Uint8Array' }])
}
