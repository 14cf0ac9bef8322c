/** Codes of {@link SbomWarning}. */
export type SbomWarningCode =
  | 'WARN_SBOM_EMBEDDED_UNREADABLE'
  | 'WARN_SBOM_EMBEDDED_EMPTY'
  | 'WARN_SBOM_REFERENCE_DROPPED'
  | 'WARN_SBOM_VALUE_REPAIRED'
  | 'WARN_SBOM_VALUE_DROPPED'
  | 'WARN_SBOM_IDENTIFIER_TAKEN'
  | 'WARN_SBOM_LICENSE_TEXT_DIFFERS'
  | 'WARN_SBOM_MORE'

/** Something in a document that was met and put right, or left out. `details` is plain data; `code` is stable. */
export interface SbomWarning {
  readonly code: SbomWarningCode
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Takes warnings as they arise. */
export type Warn = (warning: SbomWarning) => void

/**
 * Keeps the first `limit` warnings, and says at the end how many more there were: a hostile document could cause millions.
 */
export function collectWarnings(limit: number): {
  readonly warn: Warn
  readonly warnings: () => readonly SbomWarning[]
} {
  const kept: SbomWarning[] = []
  let dropped = 0
  return {
    warn: (warning) => {
      if (kept.length < limit) kept.push(warning)
      else dropped++
    },
    warnings: () => {
      if (dropped === 0) return kept
      return [...kept, { code: 'WARN_SBOM_MORE', message: `${dropped} more warnings`, details: { count: dropped } }]
    },
  }
}

/** A text of unknown length and content, short enough for a message. */
export function quoted(text: string): string {
  const line = text.toWellFormed().replaceAll(/\p{Cc}+/gu, ' ')
  return line.length > 80 ? `"${line.slice(0, 77)}..."` : `"${line}"`
}
