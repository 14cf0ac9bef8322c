import { type Operator, parseDependency } from '../dependency/dependency.ts'
import { ApkError } from '../error.ts'
import { compareVersions } from '../version/compare.ts'
import { readFault } from './fault.ts'
import type { AdbReader } from './reader.ts'
import { dependencyField } from './schemas.ts'
import type { AdbValue } from './value.ts'
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

/** A list of dependencies as text, in stored order. */
export function readDependencies(reader: AdbReader, value: AdbValue, known: Map<AdbValue, string>): string[] {
  const list = reader.object(value)
  const count = reader.count(list)
  const dependencies: string[] = []
  for (let item = 1; item <= count; item++) dependencies.push(readDependency(reader, reader.field(list, item), known))
  return dependencies
}

/** One dependency as text. `known` remembers those read before: writers store each one once. */
function readDependency(reader: AdbReader, value: AdbValue, known: Map<AdbValue, string>): string {
  let text = known.get(value)
  if (text === undefined) {
    text = decode(reader, value)
    known.set(value, text)
  }
  return text
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
  return bang + name + operator + version
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
