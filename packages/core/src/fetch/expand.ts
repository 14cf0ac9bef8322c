import { type ApkPackage, type ControlEntry, openPackage, type PassedPackage } from '@nacre/apk'
import { concatBytes, releaseBytes } from '@nacre/archive'
import { memoryStore, type Store } from '@nacre/archive/store'
import type { BuildContext } from '../build/build-context.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import { type ContentSource, fillFromBytes } from '../rootfs/content.ts'
import { CompressedFiles, compressedFilesNamespace, keepCompressedFiles } from './compressed-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { IdleFile } from './idle-file.ts'
import { type ContentKeeper, keptContent, TARS } from './kept-content.ts'
import { findKeptPackage, keepPackage } from './kept-package.ts'

/**
 * One package, expanded: from the cache where it was expanded before; otherwise fetched, checked to be the one that the
 * index names, and inflated with every hash verified.
 *
 * @throws ApkError when it is missing, damaged, or another one than the index names
 */
export async function expandPackage(planned: PlannedPackage, context: BuildContext): Promise<ExpandedPackage> {
  const { cache, compressor } = context
  if (cache === undefined) return await makePackage(planned, context, undefined)
  let madeAgain: Promise<Store> | undefined
  const keeper: ContentKeeper = {
    store: cache,
    codec: compressor.name,
    takesOver: compressor.takesOver,
    // In memory, for the rest of the build: the cache would lose it once more.
    again: () => {
      madeAgain ??= inMemory(async (store) => {
        await makePackage(planned, { ...context, store }, { ...keeper, store })
      })
      return madeAgain
    },
  }
  return (await findKeptPackage(planned.record, keeper)) ?? (await makePackage(planned, context, keeper))
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
    const { entries, packed, tar } = await passTar(opened, keeper?.store, verb)
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
    await keepPackage(expanded, keeper.store)
    return expanded
  })
}

function memoryContent(
  id: string,
  tar: Uint8Array,
  { store, compressor }: Pick<BuildContext, 'store' | 'compressor'>,
): ContentSource {
  const files = new CompressedFiles(new IdleFile(() => store.open(compressedFilesNamespace(compressor.name), id)))
  return {
    id,
    fill: (target, offset) => fillFromBytes(tar, offset, target),
    view: (offset, length) => tar.subarray(offset, offset + length),
    compressed: ({ offset, length, target }) => files.find(offset, length, target),
    close: () => files.close(),
  }
}

interface PassedTar extends Omit<PassedPackage, 'size'> {
  /** The plain tar, where it is in memory. */
  readonly tar: Uint8Array | undefined
}

/** Writes the plain tar into the store while it is inflated; where there is none, it is in memory then, as is one that came in one piece. */
async function passTar(
  opened: ApkPackage,
  store: Store | undefined,
  verb: { signal?: AbortSignal },
): Promise<PassedTar> {
  const pieces: Uint8Array[] = []
  const most = store === undefined ? Number.POSITIVE_INFINITY : 2
  let passed: PassedPackage = { entries: [], size: 0 }
  const tar = async function* (): AsyncGenerator<Uint8Array, void> {
    const plain = opened.plain(verb)
    try {
      for (let step = await plain.next(); ; step = await plain.next()) {
        if (step.done === true) {
          passed = step.value
          return
        }
        if (pieces.length < most) pieces.push(step.value)
        yield step.value
      }
    } finally {
      await plain.return({ entries: [], size: 0 })
    }
  }
  if (store === undefined) for await (const _ of tar());
  else await store.put(TARS, opened.controlHash, tar())
  const { entries, packed } = passed
  const whole = store === undefined || pieces.length === 1
  return { entries, ...(packed && { packed }), tar: whole ? concatBytes(pieces) : undefined }
}

// A v3 package has scripts without headers.
function controlOf({ format, controlEntries, scripts }: ApkPackage): readonly ControlEntry[] {
  if (format === 'v2') return controlEntries
  const owner = { mode: 0o755, uid: 0, gid: 0, uname: 'root', gname: 'root' }
  return [...scripts].map(([type, content]) => ({ name: `.${type}`, ...owner, content }))
}
