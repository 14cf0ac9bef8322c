/** The codes that {@link ArchiveError} carries. They are stable; messages are not. */
export type ArchiveErrorCode =
  /** An argument has no meaning for the call, such as a compression level of 12. */
  | 'ERR_ARCHIVE_ARGUMENT'
  /** Text that should be hexadecimal or Base64 is not. */
  | 'ERR_ARCHIVE_ENCODING'
  /** A limit on size, length or count was passed. */
  | 'ERR_ARCHIVE_LIMIT'
  /** The bytes end before the structure they hold does. */
  | 'ERR_ARCHIVE_TRUNCATED'
  /** A deflate stream is broken. */
  | 'ERR_ARCHIVE_DEFLATE_DATA'
  /** A gzip member header is broken, or is none. */
  | 'ERR_ARCHIVE_GZIP_HEADER'
  /** The CRC-32 or length in a gzip trailer is not that of the data. */
  | 'ERR_ARCHIVE_GZIP_CHECKSUM'
  /** Bytes that are no gzip member follow the last one. */
  | 'ERR_ARCHIVE_GZIP_TRAILING'
  /** A zstd frame is broken. */
  | 'ERR_ARCHIVE_ZSTD_DATA'
  /** A tar header block is broken. */
  | 'ERR_ARCHIVE_TAR_HEADER'
  /** The checksum of a tar header block is wrong. */
  | 'ERR_ARCHIVE_TAR_CHECKSUM'
  /** A numeric field of a tar header cannot be read, is out of range or of a kind that is not allowed. */
  | 'ERR_ARCHIVE_TAR_NUMBER'
  /** A name in a tar archive is empty, or holds a NUL. */
  | 'ERR_ARCHIVE_TAR_NAME'
  /** A PAX extended header is malformed. */
  | 'ERR_ARCHIVE_TAR_PAX'
  /** An entry is of a type that is not supported, such as a sparse file. */
  | 'ERR_ARCHIVE_TAR_TYPE'
  /** Something other than zeros follows the end of a tar archive. */
  | 'ERR_ARCHIVE_TAR_TRAILING'
  /** The body of an entry was read after its reader had gone on. */
  | 'ERR_ARCHIVE_SEQUENCE'
  /** The JavaScript runtime has no implementation of what was asked for. */
  | 'ERR_ARCHIVE_UNSUPPORTED_RUNTIME'
  /** Content put into a store is not what its key says. */
  | 'ERR_ARCHIVE_STORE_MISMATCH'
  /** Content of a store was found damaged while it was read in ranges. */
  | 'ERR_ARCHIVE_STORE_CORRUPT'
  /** The directory of a store cannot be used. */
  | 'ERR_ARCHIVE_STORE_IO'

/** Plain data that goes with an {@link ArchiveError}: offsets, limits, names. */
export type ArchiveErrorDetails = Readonly<Record<string, string | number | boolean>>

/** What every failure of this package is thrown as. */
export class ArchiveError extends Error {
  /** Which failure it is. */
  readonly code: ArchiveErrorCode
  /** The facts the message was made of. */
  readonly details: ArchiveErrorDetails

  constructor(
    code: ArchiveErrorCode,
    message: string,
    options: { details?: ArchiveErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ArchiveError'
    this.code = code
    this.details = options.details ?? {}
  }
}
