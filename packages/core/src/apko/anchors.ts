import { type Alias, type Document, isAlias, type Node, visit } from 'yaml'

/** The anchored nodes of a document, found in one pass. */
export class Anchors {
  readonly #nodes = new Map<string, { readonly start: number; readonly node: Node }[]>()

  constructor(document: Document) {
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node) || node.anchor === undefined) return
        const known = this.#nodes.get(node.anchor) ?? []
        known.push({ start: node.range?.[0] ?? 0, node })
        this.#nodes.set(node.anchor, known)
      },
    })
  }

  /** What an alias stands for: the last node before it with that anchor (YAML 1.2.2, section 7.1). */
  resolve(alias: Alias): Node | undefined {
    const at = alias.range?.[0] ?? 0
    return this.#nodes.get(alias.source)?.findLast(({ start }) => start < at)?.node
  }
}
