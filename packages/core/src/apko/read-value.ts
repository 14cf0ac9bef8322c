import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { z } from 'zod'
import { Anchors } from './anchors.ts'
import { type ConfigFault, fault, type ValuePath } from './fault.ts'
import type { Positions } from './positions.ts'
import { isNull, parseBoolean, parseInteger } from './scalar.ts'
import { unknownKey } from './unknown-key.ts'

type Schema = z.core.$ZodType

/** Most values that one configuration may hold, aliases followed. */
const VALUE_LIMIT = 200_000

/**
 * Turns the nodes of a YAML document into the plain value that a schema describes, collecting every fault on the way. What a
 * scalar means depends on what the schema wants there: `5` is text in `cmd`, a number in `uid` (gopkg.in/yaml.v3, decoding into
 * typed fields). Null is as good as absent.
 */
export class ValueReader {
  readonly faults: ConfigFault[] = []
  readonly #anchors: Anchors
  readonly #lines: LineCounter
  readonly #positions: Positions
  #left = VALUE_LIMIT

  constructor(document: Document, lines: LineCounter, positions: Positions) {
    this.#anchors = new Anchors(document)
    this.#lines = lines
    this.#positions = positions
  }

  /** The value of a node; `undefined` where it is null or faulty. */
  read(node: unknown, schema: Schema, path: ValuePath): unknown {
    if (--this.#left < 0) {
      if (this.#left === -1) this.#fault('LIMIT', `it holds more than ${VALUE_LIMIT} values. Make it smaller.`, path)
      return undefined
    }
    this.#note(node, path)
    const target = isAlias(node) ? this.#follow(node, path) : node
    const wanted = unwrap(schema)
    if (isNullNode(target)) return undefined
    switch (wanted.type) {
      case 'object':
        return isMap(target) ? this.#object(target, wanted.shape, path) : this.#wrong('a mapping', target, path)
      case 'record':
        return isMap(target) ? this.#record(target, wanted.valueType, path) : this.#wrong('a mapping', target, path)
      case 'array':
        if (!isSeq(target)) return this.#wrong('a list', target, path)
        // A null in a list is left out, as yaml.v3 does.
        return target.items
          .map((item, index) => this.read(item, wanted.element, [...path, index]))
          .filter((item) => item !== undefined)
      default:
        return isScalar(target)
          ? this.#scalar(target, wanted.type, path)
          : this.#wrong(kindOf(wanted.type), target, path)
    }
  }

  #object(map: YAMLMap, shape: Readonly<Record<string, Schema>>, path: ValuePath): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    for (const [key, node, keyNode] of this.#pairs(map, path)) {
      const schema = Object.hasOwn(shape, key) ? shape[key] : undefined
      const here = [...path, key]
      if (schema === undefined) {
        this.#note(keyNode, here)
        this.#fault('UNKNOWN_KEY', unknownKey(key, path, Object.keys(shape)), here)
      } else {
        const value = this.read(node, schema, here)
        if (value !== undefined) object[key] = value
      }
    }
    return object
  }

  #record(map: YAMLMap, schema: Schema, path: ValuePath): Record<string, unknown> {
    // A null value of a map is the empty text, as yaml.v3 does.
    const entries = this.#pairs(map, path).map(([key, node]) => [key, this.read(node, schema, [...path, key]) ?? ''])
    return Object.fromEntries(entries) as Record<string, unknown>
  }

  /** Keys with their values; those that `<<` brings in come first and give way to the map's own. */
  #pairs(map: YAMLMap, path: ValuePath, depth = 0): [key: string, value: unknown, keyNode: unknown][] {
    const pairs = new Map<string, [string, unknown, unknown]>()
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        for (const merged of this.#merged(value, path, depth)) if (!pairs.has(merged[0])) pairs.set(merged[0], merged)
      }
    }
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) continue
      const name = isAlias(key) ? this.#follow(key, path) : key
      if (isScalar(name)) pairs.set(textOf(name), [textOf(name), value, key])
      else this.#fault('TYPE', 'a key is no text. Write plain words as keys.', path)
    }
    return [...pairs.values()]
  }

  #merged(value: unknown, path: ValuePath, depth: number): [string, unknown, unknown][] {
    const sources = isSeq(value) ? value.items : [value]
    return sources.flatMap((source) => {
      const target = isAlias(source) ? this.#follow(source, path) : source
      this.#left -= isMap(target) ? target.items.length : 1
      if (isMap(target) && depth < MERGE_DEPTH && this.#left > 0) return this.#pairs(target, path, depth + 1)
      this.#fault('TYPE', '"<<" takes mappings only, nested 8 deep at most. Name an anchor of a mapping.', path)
      return []
    })
  }

  #scalar(scalar: Scalar, type: string, path: ValuePath): unknown {
    const text = textOf(scalar)
    if (type === 'string' || type === 'enum') return text
    const value = scalar.type !== 'PLAIN' ? undefined : type === 'number' ? parseInteger(text) : parseBoolean(text)
    if (value === undefined) {
      const hint = type === 'number' ? 'Write it bare, in decimal or as octal 0o755.' : 'Write true or false.'
      this.#fault(
        type === 'number' ? 'NUMBER' : 'TYPE',
        `${label(path)} is ${shown(text, scalar)}, which is not ${kindOf(type)}. ${hint}`,
        path,
      )
    }
    return value
  }

  #follow(alias: Alias, path: ValuePath): unknown {
    const target = this.#anchors.resolve(alias)
    if (target === undefined) {
      this.#fault('SYNTAX', `the alias *${alias.source} has no anchor before it. Correct its name.`, path)
    }
    return target
  }

  #wrong(kind: string, node: unknown, path: ValuePath): undefined {
    if (node === undefined) return undefined
    const found = isMap(node)
      ? 'a mapping'
      : isSeq(node)
        ? 'a list'
        : isScalar(node)
          ? shown(textOf(node), node)
          : 'nothing'
    this.#fault('TYPE', `${label(path)} is ${found}, where ${kind} is wanted. Correct its form.`, path)
    return undefined
  }

  #note(node: unknown, path: ValuePath): void {
    const start = rangeStart(node)
    if (start === undefined) return
    const { line, col } = this.#lines.linePos(start)
    this.#positions.set(path, Math.max(1, line), Math.max(1, col))
  }

  #fault(kind: string, message: string, path: ValuePath): void {
    this.faults.push(fault(kind, message, this.#positions.find(path), path))
  }
}

/** Most maps that merge keys may pass through. */
const MERGE_DEPTH = 8

function unwrap(schema: Schema): z.core.$ZodTypes['_zod']['def'] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  return def.type === 'optional' ? unwrap(def.innerType) : def
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<'
}

function isNullNode(node: unknown): boolean {
  if (node === null) return true
  return isScalar(node) && node.type === 'PLAIN' && node.tag === undefined && isNull(textOf(node))
}

function textOf(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '')
}

function rangeStart(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined
}

function kindOf(type: string): string {
  if (type === 'number') return 'a whole number'
  return type === 'boolean' ? 'true or false' : 'text'
}

function shown(text: string, scalar: Scalar): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return scalar.type === 'PLAIN' ? short : JSON.stringify(short)
}

function label(path: ValuePath): string {
  const last = path.at(-1)
  if (last === undefined) return 'the configuration'
  return typeof last === 'string' ? `"${last}"` : `entry ${last + 1} of "${path.at(-2) ?? ''}"`
}
