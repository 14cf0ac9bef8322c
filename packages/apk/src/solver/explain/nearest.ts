import type { SolverTables } from '../tables.ts'

/**
 * Names that somebody may have meant: few letters away, or beginning with what was asked for; for a library (`so:`) its other
 * versions. At most `limit`, nearest first.
 */
export function nearestNames(tables: SolverTables, asked: string, limit = 3): string[] {
  const kind = kindOf(asked)
  const wanted = asked.slice(kind.length).toLowerCase()
  const distance = kind === 'so:' ? libraryDistance : nameDistance
  const found: { name: string; distance: number }[] = []
  for (const name of tables.names.all()) {
    if (name === asked || kindOf(name) !== kind) continue
    const away = distance(wanted, name.slice(kind.length).toLowerCase())
    if (away < FAR && isOffered(tables, name)) found.push({ name, distance: away })
  }
  const same = found.filter(({ distance }) => distance === 0)
  return (same.length > 0 ? same : found)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name)
}

const FAR = 1000

function nameDistance(wanted: string, name: string): number {
  if (wanted === name) return 0
  if (wanted.length > 2 && name.startsWith(wanted)) {
    const next = name.charCodeAt(wanted.length)
    const numbered = next >= 48 && next <= 57
    return (numbered ? 0.25 : 1) + (name.length - wanted.length) / 4
  }
  const reach = Math.min(3, wanted.length >> 2)
  if (Math.abs(name.length - wanted.length) > reach) return FAR
  const distance = editDistance(wanted, name, reach)
  return distance > reach ? FAR : distance
}

/** Libraries are near when they differ in the number after `.so` alone. */
function libraryDistance(wanted: string, name: string): number {
  const end = wanted.indexOf('.so')
  return end !== -1 && name.startsWith(wanted.slice(0, end + 3)) ? 1 : FAR
}

/** `so:`, `cmd:`, `pc:` and the like are compared among themselves. */
function kindOf(name: string): string {
  return name.slice(0, name.indexOf(':') + 1)
}

function isOffered(tables: SolverTables, name: string): boolean {
  return tables.providers(tables.names.find(name)!).some(({ candidate }) => candidate.uninstallable === undefined)
}

/** Optimal string alignment distance; anything above `limit` comes out as `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1)
      row.push(cost)
    }
    if (Math.min(...row) > limit) return limit + 1
    beforeLast = last
    last = row
  }
  return Math.min(last[b.length]!, limit + 1)
}
