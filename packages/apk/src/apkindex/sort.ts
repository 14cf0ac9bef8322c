import type { IndexRecord } from '../metadata/metadata.ts'
import { compareVersions } from '../version/compare.ts'

/**
 * Records in the order in which `apk index` lists them: by name, ignoring ASCII case first and bytewise after, then by version
 * ascending. The argument is left as it is.
 */
export function sortRecords<T extends Pick<IndexRecord, 'name' | 'version'>>(records: Iterable<T>): T[] {
  return [...records].sort((a, b) => compareNames(a.name, b.name) || compareVersions(a.version, b.version))
}

/** Order of two package names in indexes, world and the installed database. */
export function compareNames(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const difference = lowerCase(a.charCodeAt(index)) - lowerCase(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

function lowerCase(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}
