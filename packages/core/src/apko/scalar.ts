const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/

/**
 * The integer that a plain YAML scalar spells, `undefined` when it spells none: decimal, `0o755` and `0755` both octal, `0x1ed`,
 * `0b1`, with `_` between digits (Go, `strconv.ParseInt` with base 0, which gopkg.in/yaml.v3 applies).
 */
export function parseInteger(text: string): number | undefined {
  const match = INTEGER.exec(text.replaceAll('_', ''))
  if (match === null) return undefined
  const digits = match[2]!.toLowerCase()
  const value = Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
  return match[1] === '-' ? 0 - value : value
}

const TRUE: ReadonlySet<string> = new Set(['true', 'True', 'TRUE', 'y', 'Y', 'yes', 'on'])
const FALSE: ReadonlySet<string> = new Set(['false', 'False', 'FALSE', 'n', 'N', 'no', 'off'])

/** The truth value that a plain YAML scalar spells, words of YAML 1.1 included; `undefined` when it spells none. */
export function parseBoolean(text: string): boolean | undefined {
  if (TRUE.has(text)) return true
  return FALSE.has(text) ? false : undefined
}

/** Whether a plain scalar spells null (YAML 1.2.2, section 10.3.2). */
export function isNull(text: string): boolean {
  return text === '' || text === '~' || text === 'null' || text === 'Null' || text === 'NULL'
}
