import { openPackage } from '@nacre/apk'
import type { BuildContext } from '../build/build-context.ts'
import { ImageError } from '../error.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import type { ContentSource } from '../rootfs/content.ts'
import type { ExpandedPackage } from './expanded-package.ts'

/**
 * Fetches one package, checks that it is the one that the index names, and inflates it with every hash verified.
 *
 * @throws ImageError `ERR_IMAGE_PACKAGE_MISMATCH` when it is another package, ApkError when it is damaged or missing.
 */
export async function expandPackage(planned: PlannedPackage, context: BuildContext): Promise<ExpandedPackage> {
  const { record, repository } = planned
  const signal = context.signal === undefined ? {} : { signal: context.signal }
  const opened = await openPackage(await repository.package(record, signal))
  if (opened.controlHash !== record.checksum) throw mismatch(planned, opened.controlHash)
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

function mismatch({ name, version, record, repository }: PlannedPackage, met: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PACKAGE_MISMATCH',
    `Fetching ${name}-${version} from ${repository.name}: its checksum is ${met}, but the index names ${record.checksum}. Refresh the index, or ask the repository's keeper.`,
    { details: { package: name, version, repository: repository.name, expected: record.checksum, met } },
  )
}
