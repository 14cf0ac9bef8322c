import { clip } from './columns.ts'
import type { DependencyGraph, GraphEdge } from './graph.ts'

/** A dependency graph as a tree for a terminal. */
export function formatGraph({ nodes, edges }: Pick<DependencyGraph, 'nodes' | 'edges'>): string {
  const versions = new Map(nodes.map(({ name, version }) => [name, version]))
  const below = Map.groupBy(edges, ({ from }) => from)
  const shown = new Set<string>()
  const lines: string[] = []
  const unfold = (name: string, label: string, indent: string): void => {
    const known = shown.has(name)
    const children = below.get(name) ?? []
    lines.push(clip(`${label}${name} ${versions.get(name)}${known && children.length > 0 ? ' (see above)' : ''}`))
    if (known) return
    shown.add(name)
    children.forEach((edge, i) => {
      const last = i === children.length - 1
      unfold(edge.to, `${indent}${last ? '└─ ' : '├─ '}${note(edge)}`, `${indent}${last ? '   ' : '│  '}`)
    })
  }
  for (const { name } of nodes.filter(({ wanted }) => wanted.length > 0)) unfold(name, '', '')
  for (const { name } of nodes) if (!shown.has(name)) unfold(name, '', '')
  return lines.join('\n')
}

function note({ kind }: GraphEdge): string {
  return kind === 'install_if' ? 'brings along ' : ''
}
