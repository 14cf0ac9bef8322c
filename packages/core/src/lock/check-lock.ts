import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { OnBuildEvent } from '../event.ts'
import type { ReadLock } from './read-lock.ts'
import { requestDifferences, requestOf } from './request.ts'

/**
 * Checks that a lock was made for this definition. An apko lock knows its configuration by a checksum alone, so that what was
 * added to the configuration since counts as a difference, too.
 *
 * @throws ImageError `ERR_IMAGE_LOCK_STALE`
 */
export function checkLockFits(
  read: ReadLock,
  definition: ImageDefinition,
  { source }: Attachments,
  onEvent: OnBuildEvent | undefined,
): void {
  const wanted = requestOf(definition)
  if (read.kind === 'nacre') {
    refuse(read.name, requestDifferences(read.lock.request, wanted))
    return
  }
  if (source !== undefined) {
    const { checksum } = read.lock.config ?? {}
    const added = requestDifferences(requestOf(source.definition), wanted)
    const changed = checksum !== undefined && checksum !== source.checksum
    if (checksum === undefined) {
      const message = `The lock ${read.name} has no checksum of its configuration: whether it fits cannot be told.`
      onEvent?.({ kind: 'warning', code: 'LOCK_UNCHECKED', message })
    }
    refuse(read.name, changed ? [`${source.name}: its checksum`, ...added] : added)
  }
  const names = new Set(read.lock.contents.packages.map(({ name }) => name))
  const missing = wanted.packages.map(nameOf).filter((name) => isPackageName(name) && !names.has(name))
  // Without a configuration to compare with: what was asked for by name has to be there, or something that provides it.
  if (source === undefined)
    refuse(
      read.name,
      missing.map((name) => `packages: ${name} added`),
    )
}

function refuse(lock: string, differences: readonly string[]): void {
  if (differences.length === 0) return
  throw new ImageError(
    'ERR_IMAGE_LOCK_STALE',
    `Building from the lock ${lock}: it was made for another definition (${differences.join('; ')}). Make the lock anew, or undo the change.`,
    { details: { lock, differences } },
  )
}

function nameOf(entry: string): string {
  return /^[^@=<>~]*/.exec(entry)![0].trim()
}

function isPackageName(name: string): boolean {
  return name !== '' && !name.startsWith('!') && !name.startsWith('/') && !name.includes(':')
}
