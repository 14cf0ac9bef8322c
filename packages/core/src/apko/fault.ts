import { ImageError, type ImageErrorCode } from '../error.ts'

/** Where something stands in a file; lines and columns count from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A way from the top of a configuration to one of its values: `['accounts', 'users', 0, 'uid']`. */
export type ValuePath = readonly (string | number)[]

/** One thing that is wrong with a configuration. */
export interface ConfigFault extends Position {
  /**
   * `ERR_IMAGE_CONFIG_…`: `SYNTAX`, `EMPTY`, `UNKNOWN_KEY`, `TYPE`, `NUMBER`, `VALUE`, `REPOSITORY`, `NAME`, `DUPLICATE`, `UID_ZERO`,
   * `BASE`, `FORMAT`, `MISSING`, `UNREADABLE`, `INCLUDE_CYCLE`, `LIMIT`.
   */
  readonly code: ImageErrorCode
  /** What is wrong and what to do about it. */
  readonly message: string
  /** Dotted way to the value: `accounts.users[0].uid`. */
  readonly path: string
}

/** A fault of this kind at a place. */
export function fault(kind: string, message: string, position: Position, path: ValuePath = []): ConfigFault {
  const { file, line, column } = position
  return { code: `ERR_IMAGE_CONFIG_${kind}`, message, file, line, column, path: formatPath(path) }
}

/** `accounts.users[0].uid` for a path of keys and positions. */
export function formatPath(path: ValuePath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/**
 * The error for all faults of a configuration: with the code of the one fault, or `ERR_IMAGE_CONFIG_INVALID` for several; all stand
 * in `details.faults`.
 */
export function configError(file: string, faults: readonly ConfigFault[], cause?: unknown): ImageError {
  const ordered = [...faults].sort((a, b) => Number(a.file !== file) - Number(b.file !== file) || order(a, b))
  const codes = new Set(ordered.map(({ code }) => code))
  const code = codes.size === 1 ? ordered[0]!.code : 'ERR_IMAGE_CONFIG_INVALID'
  const lines = ordered.map((one) => `${one.file}:${one.line}:${one.column}: ${one.message}`)
  const message =
    lines.length === 1
      ? `Reading the configuration ${lines[0]}`
      : `Reading the configuration ${file}: ${lines.length} faults were met. Correct each of them:\n  ${lines.join('\n  ')}`
  return new ImageError(code, message, { details: { file, faults: ordered }, cause })
}

function order(a: Position, b: Position): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
