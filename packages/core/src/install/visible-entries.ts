import type { PackageEntry } from '@nacre/apk'
import type { Profile } from '../profile.ts'

/** The entries that are meant for the root: names with a leading dot are notes to the package manager. */
export function visibleEntries(entries: readonly PackageEntry[], rule: Profile['dotEntries']): readonly PackageEntry[] {
  if (rule === 'skip') return entries.some(isHidden) ? entries.filter((entry) => !isHidden(entry)) : entries
  const first = entries.findIndex((entry) => !isHidden(entry) || entry.name.includes('/'))
  return first < 0 ? [] : entries.slice(first)
}

function isHidden({ name }: PackageEntry): boolean {
  return name.startsWith('.')
}
