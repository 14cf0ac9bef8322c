import type { GenericSchema } from 'valibot'
import { type ConfigFault, fault, type ValuePath } from './fault.ts'
import type { Positions } from './positions.ts'
import { isNull, parseBoolean, parseInteger } from './scalar.ts'
import { unknownKey } from './unknown-key.ts'
import type { YamlAlias, YamlMapping, YamlNode, YamlScalar } from './yaml-node.ts'

/** What reading asks of a schema: which kind of value it wants, and what stands inside. */
interface Wanted extends GenericSchema {
  readonly wrapped?: Wanted
  readonly entries?: Readonly<Record<string, Wanted>>
  readonly item?: Wanted
  readonly value?: Wanted
}

/** Most values that one configuration may hold, aliases followed. */
const VALUE_LIMIT = 200_000

/**
 * Turns the nodes of a YAML document into the plain value that a schema describes, collecting every fault on the way. What a
 * scalar means depends on what the schema wants there: `5` is text in `cmd`, a number in `uid` (gopkg.in/yaml.v3, decoding into
 * typed fields). Null is as good as absent.
 */
export class ValueReader {
  readonly faults: ConfigFault[] = []
  readonly #positions: Positions
  #left = VALUE_LIMIT

  constructor(positions: Positions) {
    this.#positions = positions
  }

  /** The value of a node; `undefined` where it is null or faulty. */
  read(node: YamlNode | undefined, schema: Wanted, path: ValuePath): unknown {
    if (--this.#left < 0) {
      if (this.#left === -1) this.#fault('LIMIT', `it holds more than ${VALUE_LIMIT} values. Make it smaller.`, path)
      return undefined
    }
    if (node !== undefined) this.#positions.set(path, node.at)
    const target = this.#resolve(node, path)
    if (target === undefined || isNullNode(target)) return undefined
    const { type, entries, item, value } = unwrap(schema)
    if (entries !== undefined) {
      return target.kind === 'mapping' ? this.#object(target, entries, path) : this.#wrong('a mapping', target, path)
    }
    if (value !== undefined) {
      return target.kind === 'mapping' ? this.#record(target, value, path) : this.#wrong('a mapping', target, path)
    }
    if (item !== undefined) {
      if (target.kind !== 'sequence') return this.#wrong('a list', target, path)
      // A null in a list is left out, as yaml.v3 does.
      return target.items.map((one, index) => this.read(one, item, [...path, index])).filter((one) => one !== undefined)
    }
    return target.kind === 'scalar' ? this.#scalar(target, type, path) : this.#wrong(kindOf(type), target, path)
  }

  #object(map: YamlMapping, shape: Readonly<Record<string, Wanted>>, path: ValuePath): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    for (const [key, node, keyNode] of this.#pairs(map, path)) {
      const schema = Object.hasOwn(shape, key) ? shape[key] : undefined
      const here = [...path, key]
      if (schema === undefined) {
        this.#positions.set(here, keyNode.at)
        this.#fault('UNKNOWN_KEY', unknownKey(key, path, Object.keys(shape)), here)
      } else {
        const value = this.read(node, schema, here)
        if (value !== undefined) object[key] = value
      }
    }
    return object
  }

  #record(map: YamlMapping, schema: Wanted, path: ValuePath): Record<string, unknown> {
    // A null value of a map is the empty text, as yaml.v3 does.
    const entries = this.#pairs(map, path).map(([key, node]) => [key, this.read(node, schema, [...path, key]) ?? ''])
    return Object.fromEntries(entries) as Record<string, unknown>
  }

  /** Keys with their values; those that `<<` brings in come first and give way to the map's own. */
  #pairs(map: YamlMapping, path: ValuePath, depth = 0): Pair[] {
    const pairs = new Map<string, Pair>()
    for (const { key, value } of map.pairs) {
      if (isMergeKey(key)) {
        for (const merged of this.#merged(value, path, depth)) if (!pairs.has(merged[0])) pairs.set(merged[0], merged)
      }
    }
    for (const { key, value } of map.pairs) {
      if (isMergeKey(key)) continue
      const name = this.#resolve(key, path)
      if (key !== undefined && name?.kind === 'scalar') pairs.set(name.text, [name.text, value, key])
      else this.#fault('TYPE', 'a key is no text. Write plain words as keys.', path)
    }
    return [...pairs.values()]
  }

  #merged(value: YamlNode | undefined, path: ValuePath, depth: number): Pair[] {
    const sources = value?.kind === 'sequence' ? value.items : [value]
    return sources.flatMap((source) => {
      const target = this.#resolve(source, path)
      const isMapping = target?.kind === 'mapping'
      this.#left -= isMapping ? target.pairs.length : 1
      if (isMapping && depth < MERGE_DEPTH && this.#left > 0) return this.#pairs(target, path, depth + 1)
      this.#fault('TYPE', '"<<" takes mappings only, nested 8 deep at most. Name an anchor of a mapping.', path)
      return []
    })
  }

  #scalar(scalar: YamlScalar, type: string, path: ValuePath): unknown {
    const { text, plain } = scalar
    if (type === 'string' || type === 'picklist') return text
    const value = !plain ? undefined : type === 'number' ? parseInteger(text) : parseBoolean(text)
    if (value === undefined) {
      const hint = type === 'number' ? 'Write it bare, in decimal or as octal 0o755.' : 'Write true or false.'
      this.#fault(
        type === 'number' ? 'NUMBER' : 'TYPE',
        `${label(path)} is ${shown(scalar)}, which is not ${kindOf(type)}. ${hint}`,
        path,
      )
    }
    return value
  }

  /** What a node is or, for an alias, stands for. */
  #resolve(node: YamlNode | undefined, path: ValuePath): Exclude<YamlNode, YamlAlias> | undefined {
    if (node?.kind !== 'alias') return node
    if (node.target !== undefined && node.target.kind !== 'alias') return node.target
    this.#fault('SYNTAX', `the alias *${node.anchor} has no anchor before it. Correct its name.`, path)
    return undefined
  }

  #wrong(kind: string, node: Exclude<YamlNode, YamlAlias>, path: ValuePath): undefined {
    const found = node.kind === 'mapping' ? 'a mapping' : node.kind === 'sequence' ? 'a list' : shown(node)
    this.#fault('TYPE', `${label(path)} is ${found}, where ${kind} is wanted. Correct its form.`, path)
  }

  #fault(kind: string, message: string, path: ValuePath): void {
    this.faults.push(fault(kind, message, this.#positions.find(path), path))
  }
}

type Pair = [key: string, value: YamlNode | undefined, keyNode: YamlNode]

/** Most maps that merge keys may pass through. */
const MERGE_DEPTH = 8

function unwrap(schema: Wanted): Wanted {
  return schema.wrapped === undefined ? schema : unwrap(schema.wrapped)
}

function isMergeKey(key: YamlNode | undefined): boolean {
  return key?.kind === 'scalar' && key.plain && key.text === '<<'
}

function isNullNode(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.plain && !node.tagged && isNull(node.text)
}

function kindOf(type: string): string {
  if (type === 'number') return 'a whole number'
  return type === 'boolean' ? 'true or false' : 'text'
}

function shown({ text, plain }: YamlScalar): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return plain ? short : JSON.stringify(short)
}

function label(path: ValuePath): string {
  const last = path.at(-1)
  if (last === undefined) return 'the configuration'
  return typeof last === 'string' ? `"${last}"` : `entry ${last + 1} of "${path.at(-2) ?? ''}"`
}
