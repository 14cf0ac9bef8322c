/** Names that somebody may have meant, best first: at most three that share a beginning or differ in a letter or two. */
export function nearest(name: string, names: readonly string[]): string[] {
  const reach = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 4))
  const scored = names.map((other) => ({ other, distance: distance(name, other) }))
  const near = scored.filter(({ other, distance }) => distance <= reach || related(name, other))
  near.sort((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
  return near.slice(0, 3).map(({ other }) => other)
}

function related(a: string, b: string): boolean {
  return a.length >= 3 && b.length >= 3 && (a.startsWith(b) || b.startsWith(a))
}

// Levenshtein, one row at a time.
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
