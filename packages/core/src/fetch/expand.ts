import { type ApkPackage, type ControlEntry, openPackage } from '@nacre/apk'
import { releaseBytes } from '@nacre/archive'
import { memoryStore, type Store } from '@nacre/archive/store'
import type { BuildContext } from '../build/build-context.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import { keepCompressedFiles } from './compress-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { type ContentKeeper, keptContent } from './kept-content.ts'
import { findKeptPackage } from './kept-package.ts'
import { memoryContent } from './memory-content.ts'
import { keepTar, readTar } from './plain-tar.ts'

/**
 * One package, expanded: from the cache where it was expanded before; otherwise fetched, checked to be the one that the
 * index names, and inflated with every hash verified.
 *
 * @throws ApkError when it is missing, damaged, or another one than the index names
 */
export async function expandPackage(planned: PlannedPackage, context: BuildContext): Promise<ExpandedPackage> {
  const { cache, compressor, buffers } = context
  if (cache === undefined) return await makePackage(planned, context, undefined)
  let madeAgain: Promise<Store> | undefined
  const keeper: ContentKeeper = {
    store: cache,
    compressor,
    // In memory, for the rest of the build: the cache would lose it once more.
    again: () => {
      madeAgain ??= inMemory(async (store) => {
        await makePackage(planned, { ...context, store }, { ...keeper, store })
      })
      return madeAgain
    },
  }
  return (await findKeptPackage(planned.record, keeper, buffers)) ?? (await makePackage(planned, context, keeper))
}

async function inMemory(fill: (store: Store) => Promise<void>): Promise<Store> {
  const store = memoryStore()
  await fill(store)
  return store
}

/** @param keeper where its content stays; in memory where there is none */
async function makePackage(
  { record, repository }: PlannedPackage,
  context: BuildContext,
  keeper: ContentKeeper | undefined,
): Promise<ExpandedPackage> {
  const { signal, slots } = context
  const verb = signal === undefined ? {} : { signal }
  const source = await repository.package(record, verb)
  return await slots.expand(async () => {
    signal?.throwIfAborted()
    const opened = await openPackage(source, { expect: record, ...verb })
    const said = {
      info: opened.info,
      record,
      checksum: opened.controlHash,
      size: record.size,
      control: controlOf(opened),
    }
    const { entries, packed, tar } =
      keeper === undefined ? await readTar(opened, verb) : await keepTar(opened, keeper.store, said, verb)
    const content = keeper === undefined ? undefined : keptContent(said, keeper)
    // A tar that is in memory still needs not be read again.
    const now = tar === undefined ? content! : memoryContent(said.checksum, tar, context)
    await keepCompressedFiles({ ...said, entries, content: now, ...(packed && { packed }) }, context)
    // What was read from a file is nobody else's.
    if (packed !== undefined && typeof source === 'string') releaseBytes(packed)
    const expanded = { ...said, entries, content: content ?? now }
    if (keeper === undefined) return expanded
    // The tar of a v2 package was made for this; what a v3 package gives is the package itself.
    if (tar !== undefined && opened.format === 'v2') releaseBytes(tar)
    return expanded
  })
}

// A v3 package has scripts without headers.
function controlOf({ format, controlEntries, scripts }: ApkPackage): readonly ControlEntry[] {
  if (format === 'v2') return controlEntries
  const owner = { mode: 0o755, uid: 0, gid: 0, uname: 'root', gname: 'root' }
  return [...scripts].map(([type, content]) => ({ name: `.${type}`, ...owner, content }))
}
