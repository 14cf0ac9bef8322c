import { type Operator, parseDependency } from '../dependency/dependency.ts'
import { ApkError } from '../error.ts'
import { compareVersions } from '../version/compare.ts'
import { readFault } from './fault.ts'
import type { AdbReader } from './reader.ts'
import { dependencyField } from './schemas.ts'
import { type AdbValue, lowOf } from './value.ts'
import type { AdbWriter } from './writer.ts'

/** Bits of `match` (apk-tools apk_version.h): 1 equal, 2 less, 4 greater, 8 fuzzy, 16 conflict. */
const CONFLICT = 16
const ANY = 7
const matchOf: Readonly<Record<Operator, number>> = {
  '=': 1,
  '<': 2,
  '<=': 3,
  '>': 4,
  '>=': 5,
  '><': 6,
  '~': 9,
  '<~': 11,
  '>~': 13,
}
const operatorOf = new Map(Object.entries(matchOf).map(([operator, match]) => [match, operator as Operator]))

/** Reads dependencies as text. Each is made once: writers store equal ones once, and records share most of theirs. */
export class DependencyReader {
  readonly #reader: AdbReader
  /** Number of a text, plus 1, by its offset in words: an index of 100 000 records looks up a million. */
  #numbers: Uint32Array | undefined
  readonly #texts: string[] = []

  constructor(reader: AdbReader) {
    this.#reader = reader
  }

  /** The dependencies of a list, in stored order. Throws `ERR_APK_ADB_DEPENDENCY`, `ERR_APK_ADB_VALUE`. */
  list(value: AdbValue): string[] {
    const list = this.#reader.object(value)
    const count = this.#reader.count(list)
    const dependencies = new Array<string>(count)
    for (let item = 1; item <= count; item++) dependencies[item - 1] = this.#text(this.#reader.field(list, item))
    return dependencies
  }

  #text(value: AdbValue): string {
    const offset = lowOf(value)
    // Objects are aligned to words; an unaligned one is read, but not remembered.
    if (offset % 4 !== 0) return decode(this.#reader, value)
    this.#numbers ??= new Uint32Array(Math.ceil(this.#reader.bytes.length / 4))
    const number = this.#numbers[offset / 4]
    if (number !== undefined && number > 0) return this.#texts[number - 1]!
    const text = decode(this.#reader, value)
    this.#numbers[offset / 4] = this.#texts.push(text)
    return text
  }
}

function decode(reader: AdbReader, value: AdbValue): string {
  const object = reader.object(value)
  const name = reader.text(reader.field(object, dependencyField.name))
  if (name === '') throw readFault('ERR_APK_ADB_DEPENDENCY', 'a dependency in it has no name')
  const version = reader.text(reader.field(object, dependencyField.version))
  // A version without match means equal.
  const match = reader.int(reader.field(object, dependencyField.match)) || matchOf['=']
  const bang = (match & CONFLICT) !== 0 ? '!' : ''
  if (version === '') return bang + name
  const operator = operatorOf.get(match & ~CONFLICT)
  if (operator === undefined)
    throw readFault('ERR_APK_ADB_DEPENDENCY', `the dependency on ${name} has the unknown operator ${match}`, {
      name,
      match,
    })
  // join makes one flat string, where + would keep the parts alive: a third less memory for an index.
  return [bang, name, operator, version].join('')
}

interface Entry {
  readonly name: string
  readonly version: string
  readonly match: number
  readonly value: AdbValue
}

/**
 * Writes a list of dependencies: the items in the order given, then the list sorted by name, version and match, each once
 * (apk-tools apk_adb.c, `schema_dependency_array`).
 *
 * @throws ApkError ERR_APK_DEPENDENCY_INVALID an item that is no dependency expression, or has a tag
 */
export function writeDependencies(writer: AdbWriter, dependencies: readonly string[]): AdbValue {
  const entries = dependencies.map((text) => writeDependency(writer, text)).sort(compareEntries)
  const values = entries.map((entry) => entry.value)
  return writer.object(values.filter((value, index) => index === 0 || value !== values[index - 1]))
}

function writeDependency(writer: AdbWriter, text: string): Entry {
  const { name, op, version = '', conflict, tag } = parseDependency(text)
  if (tag !== undefined) {
    throw new ApkError(
      'ERR_APK_DEPENDENCY_INVALID',
      `Writing the dependency ${JSON.stringify(text)}: tags belong in the world only. Leave @${tag} out`,
      { details: { text } },
    )
  }
  const match = (op === undefined ? (conflict ? ANY : 0) : matchOf[op]) | (conflict ? CONFLICT : 0)
  const fields = [writer.text(name), writer.text(version)]
  // Equality is what a version without match means.
  if (match > matchOf['=']) fields.push(writer.int(match))
  return { name, version, match, value: writer.object(fields) }
}

function compareEntries(a: Entry, b: Entry): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  // No version is less than every version.
  if (a.version === '' || b.version === '') return a.version.length - b.version.length || a.match - b.match
  return compareVersions(a.version, b.version) || a.match - b.match
}
