import { ArchiveError } from '../error.ts'

/**
 * Checks a deflate level. Level 0 is refused: where zlib cuts stored blocks depends on the buffers it is given, not on the data alone.
 *
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT`
 */
export function checkDeflateLevel(level: number): number {
  if (Number.isInteger(level) && level >= 1 && level <= 9) return level
  throw new ArchiveError(
    'ERR_ARCHIVE_ARGUMENT',
    `compressing: the deflate level is ${level}; use a whole number from 1 to 9`,
    {
      details: { level },
    },
  )
}
