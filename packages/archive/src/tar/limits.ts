import { ArchiveError } from '../error.ts'

/** How to read a tar archive, and how much to accept. */
export interface TarReadOptions {
  /**
   * Whose rules to follow. `pax` (default): POSIX ustar and pax, V7, and the GNU long names; PAX records replace header fields, base-256 numbers are read.
   * `apk`: what apk-tools accepts (magic `ustar`, octal numbers only, typeflag NUL refused, of the PAX records only `path` and `linkpath` replace a field, GNU long link names skipped).
   */
  readonly dialect?: 'pax' | 'apk'
  /** Most entries. Default 1 000 000. */
  readonly maxEntries?: number
  /** Longest name or link target in bytes. Default 4096. */
  readonly maxNameBytes?: number
  /** Longest PAX extended header in bytes. Default 1 MiB. */
  readonly maxPaxBytes?: number
  /** Most bytes of the archive, headers and padding included. Default 16 GiB. */
  readonly maxSize?: number
}

/** {@link TarReadOptions} with nothing left open. */
export type TarRules = Required<TarReadOptions>

/** Fills in the defaults. */
export function tarRules(options: TarReadOptions): TarRules {
  return {
    dialect: options.dialect ?? 'pax',
    maxEntries: options.maxEntries ?? 1_000_000,
    maxNameBytes: options.maxNameBytes ?? 4096,
    maxPaxBytes: options.maxPaxBytes ?? 1024 * 1024,
    maxSize: options.maxSize ?? 16 * 1024 ** 3,
  }
}

/** The error for an archive that passes a limit. */
export function tarLimitPassed(what: string, limit: number, offset: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_LIMIT',
    `reading a tar archive at offset ${offset}: ${what} passes the limit of ${limit}; raise the limit if the file is trusted`,
    { details: { what, limit, offset } },
  )
}

/** The error for an archive that breaks off. */
export function tarTruncated(part: string, offset: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_TRUNCATED',
    `reading a tar archive: it ends at offset ${offset}, within ${part}; fetch the file again`,
    { details: { part, offset } },
  )
}
