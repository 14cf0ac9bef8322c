import { Graph, layout } from '@dagrejs/dagre'
import type { DependencyGraph, GraphNode } from '../explain/graph.ts'
import { essentialEdges } from './essential-edges.ts'
import { type Html, html } from './html.ts'

const CHARACTER = 7.4
const PADDING = 24
const HEIGHT = 42
const MARGIN = 12

/** A dependency graph as a drawing: what asks is on the left, what is asked for on the right. */
export function graphSvg({ nodes, edges: all }: DependencyGraph): Html {
  const edges = essentialEdges(all)
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 8, ranksep: 48, marginx: MARGIN, marginy: MARGIN })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.name, { width: widthOf(node), height: HEIGHT })
  for (const { from, to } of edges) graph.setEdge(from, to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  const arrows = edges.map(({ from, to, kind }) => {
    const { points } = graph.edge(from, to) as { points: readonly Point[] }
    return html`<path class="edge ${kind}" d="${curve(points)}" marker-end="url(#arrow)"/>`
  })
  const boxes = nodes.map((node) => box(node, graph.node(node.name) as Point & { width: number; height: number }))
  return html`<svg class="graph" width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" role="img" aria-label="Dependency graph">${arrows}${boxes}</svg>`
}

interface Point {
  readonly x: number
  readonly y: number
}

function widthOf({ name, version }: GraphNode): number {
  return Math.max(name.length, version.length) * CHARACTER + PADDING
}

function box(
  { name, version, wanted }: GraphNode,
  { x, y, width, height }: Point & { width: number; height: number },
): Html {
  const left = round(x - width / 2)
  const top = round(y - height / 2)
  return html`<g class="node${wanted.length > 0 ? ' wanted' : ''}"><rect x="${left}" y="${top}" width="${round(width)}" height="${height}" rx="8"/><text x="${round(x)}" y="${round(y - 3)}">${name}</text><text class="version" x="${round(x)}" y="${round(y + 13)}">${version}</text></g>`
}

// Through the middles between the points, bent at the points.
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (first === undefined || last === undefined) return ''
  const bends = rest.slice(0, -1).map((point, i) => {
    const next = rest[i + 1]!
    const end = i === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    return `Q${at(point)} ${at(end)}`
  })
  return [`M${at(first)}`, ...(bends.length > 0 ? bends : [`L${at(last)}`])].join(' ')
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
