import { writeDockerArchive } from '@nacre/oci'
import { architecture } from '../architecture.ts'
import type { BuiltParts } from './built-image.ts'
import { writeOutput } from './output.ts'

/** Writes the images of all architectures, or of one, into one archive. */
export async function writeArchiveFile(
  built: BuiltParts,
  file: string,
  options: { tag?: string; arch?: string; signal?: AbortSignal },
): Promise<void> {
  const { tag, arch, signal } = options
  const content = { source: built.place, descriptor: built.descriptor, ...(tag === undefined ? {} : { tags: [tag] }) }
  const platform = arch === undefined ? undefined : architecture(arch).platform
  await writeOutput({ what: 'the docker archive', path: file, kind: 'file' }, () =>
    writeDockerArchive(file, [content], {
      ...(platform === undefined ? {} : { platform }),
      ...(signal === undefined ? {} : { signal }),
    }),
  )
}
