import type { ArchitecturePlan } from '../plan/plan.ts'
import { graphToDot, graphToMermaid } from './draw-graph.ts'
import { formatGraph } from './format-graph.ts'

/** A package in a {@link DependencyGraph}. */
export interface GraphNode {
  readonly name: string
  readonly version: string
  /** Bytes that its files take once installed, as the index has it. */
  readonly size: number
  /** What asked for it by name in the definition; empty where only other packages did. */
  readonly wanted: readonly string[]
}

/** One package that asks for another. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  /** `install_if`: `from` completes the conditions under which `to` installs itself. */
  readonly kind: 'depends' | 'install_if'
  /** The expressions as written: `zlib>=1.3`, `so:libz.so.1`. */
  readonly requirements: readonly string[]
}

/** Which package needs which, for one architecture. */
export interface DependencyGraph {
  readonly arch: string
  /** By name, in byte order. */
  readonly nodes: readonly GraphNode[]
  /** By both names, in byte order. */
  readonly edges: readonly GraphEdge[]
  /** A Mermaid flowchart. */
  toMermaid(): string
  /** A Graphviz digraph. */
  toDot(): string
  /** A tree that starts at what was asked for; what was shown before is not unfolded again. */
  toString(): string
}

/** The dependency graph of what was resolved for one architecture. */
export function dependencyGraph({ arch, solution }: ArchitecturePlan): DependencyGraph {
  const wanted = Map.groupBy(
    solution.graph.filter(({ from }) => from === undefined),
    ({ to }) => to,
  )
  const nodes = solution.packages.map(({ name, version, record }) => ({
    name,
    version,
    size: record.installedSize,
    wanted: [...new Set((wanted.get(name) ?? []).map(({ requirement }) => requirement))].sort(),
  }))
  const graph = { arch, nodes: nodes.sort((a, b) => order(a.name, b.name)), edges: edgesOf(solution) }
  return {
    ...graph,
    toMermaid: () => graphToMermaid(graph),
    toDot: () => graphToDot(graph),
    toString: () => formatGraph(graph),
  }
}

function edgesOf(solution: ArchitecturePlan['solution']): GraphEdge[] {
  const edges = new Map<string, GraphEdge & { requirements: string[] }>()
  for (const { from, to, kind, requirement } of solution.graph) {
    if (from === undefined || from === to || kind === 'world') continue
    const key = `${from} ${to} ${kind}`
    const known = edges.get(key)
    if (known === undefined) edges.set(key, { from, to, kind, requirements: [requirement] })
    else if (!known.requirements.includes(requirement)) known.requirements.push(requirement)
  }
  for (const { requirements } of edges.values()) requirements.sort()
  return [...edges.values()].sort((a, b) => order(a.from, b.from) || order(a.to, b.to) || order(a.kind, b.kind))
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
