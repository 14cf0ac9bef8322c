import { compareNames } from '../apkindex/sort.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { compareVersions } from '../version/compare.ts'

/**
 * Records that a query means: a package name, a provided name such as `cmd:curl` or `so:libssl.so.3`, or a glob over both in which
 * `*` is any text and `?` any character. Packages called so come before those that provide it; then by name, newest first.
 */
export function searchRecords(records: Iterable<IndexRecord>, query: string): IndexRecord[] {
  const matches = matcher(query.trim())
  const named: IndexRecord[] = []
  const providing: IndexRecord[] = []
  for (const record of records) {
    if (matches(record.name)) named.push(record)
    else if (record.provides.some((provided) => matches(providedName(provided)))) providing.push(record)
  }
  return [...named.sort(newestFirst), ...providing.sort(newestFirst)]
}

function newestFirst(a: IndexRecord, b: IndexRecord): number {
  return compareNames(a.name, b.name) || compareVersions(b.version, a.version)
}

/** `name` of `name=version`. */
function providedName(provided: string): string {
  for (let index = 0; index < provided.length; index++) {
    const code = provided.charCodeAt(index)
    if (code === 60 || code === 61 || code === 62 || code === 126) return provided.slice(0, index)
  }
  return provided
}

function matcher(query: string): (name: string) => boolean {
  if (!/[*?]/.test(query)) return (name) => name === query
  return (name) => matchesGlob(name, query)
}

/** Whether a glob of `*` and `?` matches; linear in the name for each star, whatever the glob. */
export function matchesGlob(name: string, glob: string): boolean {
  let at = 0
  let inGlob = 0
  let star = -1
  let resume = 0
  while (at < name.length) {
    const wanted = glob[inGlob]
    if (wanted === '*') {
      star = inGlob++
      resume = at
    } else if (wanted === '?' || wanted === name[at]) {
      at++
      inGlob++
    } else if (star !== -1) {
      inGlob = star + 1
      at = ++resume
    } else return false
  }
  while (glob[inGlob] === '*') inGlob++
  return inGlob === glob.length
}
