import type { Advisory, AdvisoryFeed } from '@nacre/sbom'

/**
 * What a feed says, by package (or origin) and identifier: the version that fixed it, `null` where nothing did yet,
 * `'0'` where the package never was affected.
 */
export type AdvisoryTable = Readonly<Record<string, Readonly<Record<string, string | null>>>>

/** How {@link advisories} names and scopes its feed. */
export interface AdvisoryTableOptions {
  /** Default `test`. */
  readonly name?: string
  /** os-release `ID` that the advisories hold for; default any. */
  readonly distribution?: string
  /** Release that the advisories hold for, such as `v3.22`; default any. */
  readonly release?: string
}

/**
 * A feed of advisories for a test.
 *
 * @example
 * plan.scan(advisories({ zlib: { 'CVE-2026-1': '1.3.1-r0', 'CVE-2026-2': null } }))
 */
export function advisories(table: AdvisoryTable, options: AdvisoryTableOptions = {}): AdvisoryFeed {
  const { name = 'test', ...scope } = options
  const all = Object.entries(table).flatMap(([pkg, fixes]) =>
    Object.entries(fixes).map(
      ([id, fixed]): Advisory => ({
        id,
        aliases: [],
        package: pkg,
        matches: 'origin',
        ...scope,
        ranges: fixed === '0' ? [] : [fixed === null ? {} : { fixed }],
        versions: [],
        references: [],
      }),
    ),
  )
  return { name, advisories: all }
}
