import { openPackage } from '@nacre/apk'
import type { BuildContext } from '../build/build-context.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import type { ContentSource } from '../rootfs/content.ts'
import type { ExpandedPackage } from './expanded-package.ts'

/**
 * Fetches one package, checks that it is the one that the index names, and inflates it with every hash verified.
 *
 * @throws ApkError when it is missing, damaged, or another one than the index names
 */
export async function expandPackage(planned: PlannedPackage, context: BuildContext): Promise<ExpandedPackage> {
  const { record, repository } = planned
  const signal = context.signal === undefined ? {} : { signal: context.signal }
  const opened = await openPackage(await repository.package(record, signal), { expect: record, ...signal })
  const expanded = await opened.expand(signal)
  const content: ContentSource = {
    id: opened.controlHash,
    read: (offset, length) => expanded.tar.subarray(offset, offset + length),
  }
  return {
    info: opened.info,
    record,
    checksum: opened.controlHash,
    size: record.size,
    entries: expanded.entries,
    scripts: [...opened.scripts].map(([type, bytes]) => ({
      name: `.${type}`,
      mode: 0o755,
      uid: 0,
      gid: 0,
      uname: 'root',
      gname: 'root',
      bytes,
    })),
    content,
  }
}
