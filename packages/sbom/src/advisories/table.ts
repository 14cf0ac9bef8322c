import type { ScanResult } from './scan.ts'

const HEAD = ['PACKAGE', 'INSTALLED', 'FIXED IN', 'VULNERABILITY', 'FEED'] as const

/** The findings as aligned text, one a line, and the summary below them. Ends in a newline. */
export function formatFindings(result: ScanResult): string {
  const rows = result.findings.map(({ package: pkg, fixedVersion, id, feed }) => [
    pkg.name,
    pkg.version,
    fixedVersion ?? '-',
    id,
    feed,
  ])
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const table = rows.length === 0 ? [] : [line(HEAD), ...rows.map(line), '']
  return `${[...table, result.summary].join('\n')}\n`
}
