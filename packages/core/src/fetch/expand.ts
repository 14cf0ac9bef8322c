import { type ApkPackage, type ControlEntry, openPackage, type PassedPackage } from '@nacre/apk'
import { releaseBytes } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import type { BuildContext } from '../build/build-context.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import { type ContentSource, fillFromBytes } from '../rootfs/content.ts'
import { keepCompressedFiles } from './compressed-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { keptContent, TARS } from './kept-content.ts'
import { findKeptPackage, keepPackage } from './kept-package.ts'

/**
 * One package, expanded: from the cache where it was expanded before; otherwise fetched, checked to be the one that the
 * index names, and inflated with every hash verified.
 *
 * @throws ApkError when it is missing, damaged, or another one than the index names
 */
export async function expandPackage(planned: PlannedPackage, context: BuildContext): Promise<ExpandedPackage> {
  const { record } = planned
  const { cache, signal, slots } = context
  const verb = signal === undefined ? {} : { signal }
  const renew = async (): Promise<void> => {
    if (cache !== undefined) await keepTar(await (await fetched(planned, verb))(), cache, verb)
  }
  const kept = cache === undefined ? undefined : await findKeptPackage(record, cache, renew)
  if (kept !== undefined) return kept

  const open = await fetched(planned, verb)
  return await slots.expand(async () => {
    signal?.throwIfAborted()
    const opened = await open()
    const said = {
      info: opened.info,
      record,
      checksum: opened.controlHash,
      size: record.size,
      control: controlOf(opened),
    }
    if (cache === undefined) {
      const { tar, entries } = await opened.expand(verb)
      return { ...said, entries, content: memoryContent(opened.controlHash, tar) }
    }
    const { entries, tar } = await keepTar(opened, cache, verb)
    const expanded = { ...said, entries, content: keptContent(said, cache, renew) }
    // A tar that is in memory still needs not be read again.
    const content = tar === undefined ? expanded.content : memoryContent(said.checksum, tar)
    await keepCompressedFiles({ ...expanded, content }, context)
    // The tar of a v2 package was made for this; what a v3 package gives is the package itself.
    if (tar !== undefined && opened.format === 'v2') releaseBytes(tar)
    await keepPackage(expanded, cache)
    return expanded
  })
}

/** Fetches a package; what comes back opens it, checked to be the one that the index names. */
async function fetched(
  { record, repository }: PlannedPackage,
  verb: { signal?: AbortSignal },
): Promise<() => Promise<ApkPackage>> {
  const source = await repository.package(record, verb)
  return () => openPackage(source, { expect: record, ...verb })
}

function memoryContent(id: string, tar: Uint8Array): ContentSource {
  return {
    id,
    fill: (target, offset) => fillFromBytes(tar, offset, target),
    view: (offset, length) => tar.subarray(offset, offset + length),
    close: async () => {},
  }
}

/** Writes the plain tar into the store while it is inflated; one that came in one piece is still in memory then. */
async function keepTar(
  opened: ApkPackage,
  store: Store,
  verb: { signal?: AbortSignal },
): Promise<{ entries: PassedPackage['entries']; tar: Uint8Array | undefined }> {
  const pieces: Uint8Array[] = []
  let passed: PassedPackage | undefined
  const tar = async function* (): AsyncGenerator<Uint8Array, void> {
    const plain = opened.plain(verb)
    try {
      for (let step = await plain.next(); ; step = await plain.next()) {
        if (step.done === true) {
          passed = step.value
          return
        }
        if (pieces.length < 2) pieces.push(step.value)
        yield step.value
      }
    } finally {
      await plain.return({ entries: [], size: 0 })
    }
  }
  await store.put(TARS, opened.controlHash, tar())
  return { entries: passed?.entries ?? [], tar: pieces.length === 1 ? pieces[0] : undefined }
}

// A v3 package has scripts without headers.
function controlOf({ format, controlEntries, scripts }: ApkPackage): readonly ControlEntry[] {
  if (format === 'v2') return controlEntries
  const owner = { mode: 0o755, uid: 0, gid: 0, uname: 'root', gname: 'root' }
  return [...scripts].map(([type, content]) => ({ name: `.${type}`, ...owner, content }))
}
