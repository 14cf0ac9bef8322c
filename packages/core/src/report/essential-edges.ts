import type { GraphEdge } from '../explain/graph.ts'

/**
 * The edges that a drawing needs: one is left out where others lead the same way round, so that not everything points at the
 * C library. What could be reached still can be, in circles too.
 */
export function essentialEdges(edges: readonly GraphEdge[]): GraphEdge[] {
  const targets = new Map<string, Set<string>>()
  for (const { from, to } of edges) targets.set(from, (targets.get(from) ?? new Set()).add(to))
  return edges.filter(({ from, to }) => {
    const direct = targets.get(from)!
    direct.delete(to)
    if (reaches(targets, from, to)) return false
    direct.add(to)
    return true
  })
}

function reaches(targets: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from])
  for (const name of seen) for (const next of targets.get(name) ?? []) seen.add(next)
  return seen.has(to)
}
