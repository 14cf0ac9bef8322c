/** Columns of a terminal that explanations stay within. */
export const TERMINAL_WIDTH = 100

/**
 * Rows as aligned text: every column as wide as its widest cell, two spaces between, nothing at the end of a line; lines
 * longer than a terminal end in `…`.
 *
 * @param options.right positions of columns that are aligned to the right
 */
export function columns(
  rows: readonly (readonly string[])[],
  options: { indent?: string; right?: readonly number[] } = {},
): string[] {
  const { indent = '', right = [] } = options
  const width = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: width }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) => {
    const cells = row.map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
    return clip(`${indent}${cells.join('  ')}`.trimEnd())
  })
}

/** A line that fits a terminal. */
export function clip(line: string, width: number = TERMINAL_WIDTH): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`
}

/** `1 package`, `2 packages`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** `a`, `a and b`, `a, b and c`. */
export function sentenceList(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
