import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Scalar } from 'yaml'
import type { YamlNode, YamlPair } from './yaml-node.ts'

/** One thing that keeps a text from being YAML, and the offset of where it stands. */
export interface YamlFault {
  /** As the library calls it; `TOO_DEEP` for a text that nests deeper than can be followed. */
  readonly code: string
  readonly message: string
  readonly at: number
}

/** The first document of a text: its node (none where it is empty), or why there is none. */
export type YamlReading =
  | { readonly node: YamlNode | undefined; readonly faults?: never }
  | { readonly faults: readonly YamlFault[] }

/** Reads YAML 1.2, all of it; `undefined` where there is no document. Scalars stay text. */
export function readYaml(text: string): YamlReading | undefined {
  try {
    const [document] = parseAllDocuments(text, { schema: 'failsafe', prettyErrors: false, logLevel: 'silent' })
    if (document === undefined) return undefined
    return document.errors.length > 0 ? { faults: faultsOf(document) } : { node: new Nodes().of(document.contents) }
  } catch (error) {
    // Nodes are descended into by recursion, which throws when the text nests too deep.
    const message = error instanceof Error ? error.message : 'unknown'
    return { faults: [{ code: 'TOO_DEEP', message, at: 0 }] }
  }
}

/** The first fault at each place: the parser reports an open bracket once for every bracket before it. */
function faultsOf(document: Document): YamlFault[] {
  const faults = new Map<number, YamlFault>()
  for (const { code, message, pos } of document.errors) {
    const [at] = pos
    if (faults.size === 20) break
    if (!faults.has(at)) faults.set(at, { code: message.includes('call stack') ? 'TOO_DEEP' : code, message, at })
  }
  return [...faults.values()]
}

/** Takes over nodes in the order of the text, so that the last one with an anchor is the one that an alias means. */
class Nodes {
  readonly #anchored = new Map<string, YamlNode>()

  of(node: unknown): YamlNode | undefined {
    if (isAlias(node)) {
      return { kind: 'alias', at: start(node), anchor: node.source, target: this.#anchored.get(node.source) }
    }
    if (isScalar(node)) {
      return this.#keep(node, {
        kind: 'scalar',
        at: start(node),
        text: textOf(node),
        plain: node.type === 'PLAIN',
        tagged: node.tag !== undefined,
      })
    }
    if (isMap(node)) {
      const pairs: YamlPair[] = []
      const mapping = this.#keep(node, { kind: 'mapping', at: start(node), pairs })
      for (const { key, value } of node.items) pairs.push({ key: this.of(key), value: this.of(value) })
      return mapping
    }
    if (!isSeq(node)) return undefined
    const items: (YamlNode | undefined)[] = []
    const sequence = this.#keep(node, { kind: 'sequence', at: start(node), items })
    for (const item of node.items) items.push(this.of(item))
    return sequence
  }

  #keep({ anchor }: { anchor?: string | undefined }, node: YamlNode): YamlNode {
    if (anchor !== undefined) this.#anchored.set(anchor, node)
    return node
  }
}

function start({ range }: { range?: readonly number[] | null | undefined }): number {
  return range?.[0] ?? 0
}

function textOf({ value, source }: Scalar): string {
  return typeof value === 'string' ? value : (source ?? '')
}
