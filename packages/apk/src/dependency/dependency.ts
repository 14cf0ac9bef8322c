import { ApkError } from '../error.ts'
import { isVersion } from '../version/is-version.ts'

/**
 * How a version is held against a constraint. `~` is equality with everything that begins alike, `<~` and `>~` add what is
 * older or newer, `><` is no version test but names a package by its identity.
 */
export type Operator = '=' | '<' | '<=' | '>' | '>=' | '~' | '<~' | '>~' | '><'

/** One dependency expression: `[!]name[@tag][operator version]`. Source: apk-tools 3 `package.c`. */
export interface Dependency {
  /** Name of a package, or of what packages provide (`so:libz.so.1`, `cmd:sh`, `/bin/sh`). */
  name: string
  /** Undefined when any version will do. Written freely (`=>`, `==`), it is given here in one spelling. */
  op: Operator | undefined
  /** Version, or identity for `><`; undefined with `op`. */
  version: string | undefined
  /** True for `!name`: met when no chosen package matches the rest. */
  conflict: boolean
  /** Repository tag that is opened for this package, without its `@`; only in the world. */
  tag: string | undefined
}

/**
 * Reads one dependency expression.
 *
 * @throws ApkError ERR_APK_DEPENDENCY_INVALID no name, an operator without a version, or an invalid version
 */
export function parseDependency(text: string): Dependency {
  const dependency = readDependency(text)
  if (dependency === undefined) {
    throw new ApkError(
      'ERR_APK_DEPENDENCY_INVALID',
      `Reading the dependency ${JSON.stringify(text)}: it is not of the form name, name@tag or name>=version. Correct its name, operator or version`,
      { details: { text } },
    )
  }
  return dependency
}

/** As {@link parseDependency}, but undefined for what is no dependency expression. */
export function readDependency(text: string): Dependency | undefined {
  const length = text.length
  const conflict = text.charCodeAt(0) === BANG
  let end = conflict ? 1 : 0
  let at = -1
  while (end < length) {
    const code = text.charCodeAt(end)
    if (operatorBit(code) !== 0) break
    if (code <= SPACE) return undefined
    if (code === AT && at === -1) at = end
    end++
  }
  const name = text.slice(conflict ? 1 : 0, at === -1 ? end : at)
  const tag = at === -1 ? undefined : text.slice(at + 1, end)
  if (name === '' || tag === '') return undefined
  if (end === length) return { name, op: undefined, version: undefined, conflict, tag }

  let bits = 0
  while (end < length) {
    const bit = operatorBit(text.charCodeAt(end))
    if (bit === 0) break
    bits |= bit
    end++
  }
  const op = OPERATORS[bits]
  const version = text.slice(end)
  if (op === undefined || version === '') return undefined
  if (op !== '><' && !isVersion(version)) return undefined
  return { name, op, version, conflict, tag }
}

/** The expression in apk's spelling; `parseDependency` reads it back. */
export function formatDependency(dependency: Dependency): string {
  const { conflict, name, tag, op, version } = dependency
  return `${conflict ? '!' : ''}${name}${tag === undefined ? '' : `@${tag}`}${op ?? ''}${version ?? ''}`
}

const BANG = 33
const SPACE = 32
const AT = 64
const LESS = 1
const GREATER = 2
const EQUAL = 4
const FUZZY = 8

function operatorBit(code: number): number {
  switch (code) {
    case 60:
      return LESS
    case 62:
      return GREATER
    case 61:
      return EQUAL
    case 126:
      return FUZZY
    default:
      return 0
  }
}

/** A run of operator characters is a set; `~` includes equality, and `<` with `>` is the identity operator. */
const OPERATORS: readonly (Operator | undefined)[] = Array.from({ length: 16 }, (_, bits) => {
  if ((bits & LESS) !== 0 && (bits & GREATER) !== 0) return '><'
  if ((bits & FUZZY) !== 0) return (bits & LESS) !== 0 ? '<~' : (bits & GREATER) !== 0 ? '>~' : '~'
  const equal = (bits & EQUAL) !== 0
  if ((bits & LESS) !== 0) return equal ? '<=' : '<'
  if ((bits & GREATER) !== 0) return equal ? '>=' : '>'
  return equal ? '=' : undefined
})
