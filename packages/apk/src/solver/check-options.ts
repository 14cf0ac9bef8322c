import { ApkError } from '../error.ts'
import type { PrepareOptions } from './tables.ts'

/**
 * Refuses what the types already refuse, for callers that have none.
 *
 * @throws ApkError ERR_APK_SOLVER_OPTIONS
 */
export function checkPrepareOptions({ repositories, arch, installed }: PrepareOptions): void {
  if (typeof arch !== 'string' || arch === '') throw fault('arch', 'is no architecture, such as "x86_64"')
  if (!Array.isArray(repositories)) throw fault('repositories', 'is no array of { name, tag?, records }')
  repositories.forEach((repository, i) => {
    if (!isIterable(repository?.records) && !isTable(repository?.records))
      throw fault(`repositories[${i}].records`, 'is no list of index records')
  })
  if (installed !== undefined && !isIterable(installed)) throw fault('installed', 'is no list of index records')
}

/**
 * As {@link checkPrepareOptions}, for world entries.
 *
 * @throws ApkError ERR_APK_SOLVER_OPTIONS
 */
export function checkWorld(world: readonly string[]): void {
  if (!Array.isArray(world) || world.some((entry) => typeof entry !== 'string'))
    throw fault('world', 'is no array of entries, such as ["nginx", "zlib>=1.3"]')
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'withChecksum' in value
}

function fault(option: string, met: string): ApkError {
  return new ApkError('ERR_APK_SOLVER_OPTIONS', `Choosing packages: the option ${option} ${met}. Correct the call`, {
    details: { option },
  })
}
