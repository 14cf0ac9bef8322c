import { compareVersions } from '@nacre/apk/model'

/** One package before or after a change. */
export interface PackageState {
  readonly name: string
  readonly version: string
  /** Identity of the package file: `Q1…`. */
  readonly checksum: string
  /** Bytes that its files take once installed. */
  readonly size: number
}

/** How one package differs; `rebuilt` has the version of before, and other bytes. */
export interface PackageChange {
  readonly name: string
  readonly kind: 'added' | 'removed' | 'upgraded' | 'downgraded' | 'rebuilt'
  readonly before?: PackageState
  readonly after?: PackageState
}

/** What differs between two sets of packages, by name in byte order. */
export function packageChanges(before: readonly PackageState[], after: readonly PackageState[]): PackageChange[] {
  const old = new Map(before.map((pkg) => [pkg.name, pkg]))
  const now = new Map(after.map((pkg) => [pkg.name, pkg]))
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name): PackageChange[] => {
    const was = old.get(name)
    const is = now.get(name)
    if (was === undefined) return is === undefined ? [] : [{ name, kind: 'added', after: is }]
    if (is === undefined) return [{ name, kind: 'removed', before: was }]
    const kind = changeOf(was, is)
    return kind === undefined ? [] : [{ name, kind, before: was, after: is }]
  })
}

function changeOf(before: PackageState, after: PackageState): PackageChange['kind'] | undefined {
  if (before.version === after.version) return before.checksum === after.checksum ? undefined : 'rebuilt'
  return compareVersions(before.version, after.version) < 0 ? 'upgraded' : 'downgraded'
}

const MARKS = { added: '+', removed: '-', upgraded: '↑', downgraded: '↓', rebuilt: '~' } as const

/** A change as cells of a table: mark, name, versions. */
export function packageChangeCells({ name, kind, before, after }: PackageChange): string[] {
  const versions =
    kind === 'rebuilt'
      ? `${before?.version} (rebuilt)`
      : [before?.version, after?.version].filter((version) => version !== undefined).join(' → ')
  return [MARKS[kind], name, versions]
}
