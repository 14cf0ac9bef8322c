import { ImageError } from '../error.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { packageTitle } from './refusal.ts'

/** Two owners of one path. */
export interface FileConflict {
  readonly path: string
  /** The package that stays, or nothing when the build itself made the file. */
  readonly holder: ExpandedPackage | undefined
  readonly claimant: ExpandedPackage
}

/** One error for all conflicts of an installation. */
export function conflictError(conflicts: readonly FileConflict[]): ImageError {
  const named = conflicts.map(({ path, holder, claimant }) => ({
    path,
    holder: holder === undefined ? undefined : packageTitle(holder),
    claimant: packageTitle(claimant),
  }))
  const lines = named.slice(0, 5).map((c) => `${c.path} (${c.claimant} over ${c.holder ?? 'a file of the build'})`)
  const more = named.length > lines.length ? `, and ${named.length - lines.length} more` : ''
  return new ImageError(
    'ERR_IMAGE_FILE_CONFLICT',
    `Installing packages: two owners for ${lines.join(', ')}${more}. Leave one of the packages out, or let one declare "replaces" for the other.`,
    { details: { conflicts: named } },
  )
}
