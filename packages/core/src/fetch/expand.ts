import { type ApkPackage, type ControlEntry, openPackage } from '@nacre/apk'
import type { BuildContext } from '../build/build-context.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import type { ContentSource } from '../rootfs/content.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { findKeptPackage, keepPackage, keptContent } from './kept-package.ts'

/**
 * One package, expanded: from the cache where it was expanded before; otherwise fetched, checked to be the one that the
 * index names, and inflated with every hash verified.
 *
 * @throws ApkError when it is missing, damaged, or another one than the index names
 */
export async function expandPackage(planned: PlannedPackage, context: BuildContext): Promise<ExpandedPackage> {
  const { record, repository } = planned
  const { cache, signal } = context
  const kept = cache === undefined ? undefined : await findKeptPackage(record, cache)
  if (kept !== undefined) return kept

  const verb = signal === undefined ? {} : { signal }
  const opened = await openPackage(await repository.package(record, verb), { expect: record, ...verb })
  const { tar, entries } = await opened.expand(verb)
  const content: ContentSource = {
    id: opened.controlHash,
    read: (offset, length) => tar.subarray(offset, offset + length),
    close: async () => {},
  }
  const expanded: ExpandedPackage = {
    info: opened.info,
    record,
    checksum: opened.controlHash,
    size: record.size,
    entries,
    control: controlOf(opened),
    content,
  }
  if (cache === undefined) return expanded
  await keepPackage(expanded, tar, cache)
  return { ...expanded, content: keptContent(record, cache) }
}

// A v3 package has scripts without headers.
function controlOf({ format, controlEntries, scripts }: ApkPackage): readonly ControlEntry[] {
  if (format === 'v2') return controlEntries
  const owner = { mode: 0o755, uid: 0, gid: 0, uname: 'root', gname: 'root' }
  return [...scripts].map(([type, content]) => ({ name: `.${type}`, ...owner, content }))
}
