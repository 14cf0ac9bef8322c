/** A stretch of versions that a vulnerability is in: from `introduced` on (absent: from the first), up to one of the ends. */
export interface AffectedRange {
  readonly introduced?: string
  /** The first version without it. Absent together with `lastAffected`: every version has it. */
  readonly fixed?: string
  /** The last version with it. */
  readonly lastAffected?: string
}

/** What a feed says of one vulnerability in one package. */
export interface Advisory {
  /** `CVE-…` where it has one, else the feed's own identifier. */
  readonly id: string
  /** Its other identifiers: `GHSA-…`, `XSA-…`, `CGA-…` */
  readonly aliases: readonly string[]
  /** Name of the package, or of the origin of the packages. */
  readonly package: string
  /** `origin`: speaks of everything built from the origin; `name`: of the package of that name, or that origin. */
  readonly matches: 'origin' | 'name'
  /** os-release `ID` of the distribution: `alpine`, `wolfi`. Absent: any. */
  readonly distribution?: string
  /** Release of the distribution, such as `v3.19`. Absent: any. */
  readonly release?: string
  /** APK architecture. Absent: any. */
  readonly arch?: string
  /** Empty together with `versions`: the package is not affected. */
  readonly ranges: readonly AffectedRange[]
  /** Single affected versions, beside the ranges. */
  readonly versions: readonly string[]
  readonly summary?: string
  /** CVSS vector of the highest version that the feed gives. */
  readonly cvss?: string
  /** Why it is not affected, in the feed's words. */
  readonly justification?: string
  /** URLs. */
  readonly references: readonly string[]
}

/** The advisories of one source, ready for {@link scan}. */
export interface AdvisoryFeed {
  /** For reports: `alpine-secdb v3.19/main`, `osv` … */
  readonly name: string
  readonly advisories: readonly Advisory[]
}

/** What {@link readSecdb} and {@link readOsv} accept, and how they call the feed. */
export interface ReadFeedOptions {
  readonly name?: string
  /** Default 256 MiB. */
  readonly maxBytes?: number
}

/** Default of {@link ReadFeedOptions.maxBytes}. */
export const MAX_FEED_BYTES: number = 256 * 1024 * 1024
