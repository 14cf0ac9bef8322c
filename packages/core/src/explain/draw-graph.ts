import type { DependencyGraph } from './graph.ts'

type Drawn = Pick<DependencyGraph, 'arch' | 'nodes' | 'edges'>

/** A Mermaid flowchart: what was asked for is round, what others bring is square, `install_if` is dotted. */
export function graphToMermaid({ nodes, edges }: Drawn): string {
  const ids = new Map(nodes.map(({ name }, i) => [name, `p${i}`]))
  const boxes = nodes.map(({ name, version, wanted }) => {
    const label = `"${name}<br/>${version}"`
    return `  ${ids.get(name)}${wanted.length > 0 ? `([${label}])` : `[${label}]`}`
  })
  const arrows = edges.map(({ from, to, kind }) => {
    return `  ${ids.get(from)} ${kind === 'depends' ? '-->' : '-.->'} ${ids.get(to)}`
  })
  return `${['flowchart LR', ...boxes, ...arrows].join('\n')}\n`
}

/** A Graphviz digraph: what was asked for is bold, `install_if` is dashed. */
export function graphToDot({ arch, nodes, edges }: Drawn): string {
  const boxes = nodes.map(({ name, version, wanted }) => {
    const style = wanted.length > 0 ? ', style=bold' : ''
    return `  ${quote(name)} [label=${quote(`${name}\n${version}`)}${style}]`
  })
  const arrows = edges.map(({ from, to, kind }) => {
    return `  ${quote(from)} -> ${quote(to)}${kind === 'depends' ? '' : ' [style=dashed]'}`
  })
  return `${[`digraph ${quote(arch)} {`, '  rankdir=LR', '  node [shape=box]', ...boxes, ...arrows, '}'].join('\n')}\n`
}

// A quoted string of the DOT language: only the quote and the line break are special.
function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
