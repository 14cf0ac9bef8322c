import { type ApkPackage, type ControlEntry, openPackage, type PassedPackage } from '@nacre/apk'
import { concatBytes, releaseBytes } from '@nacre/archive'
import { memoryStore, type Store } from '@nacre/archive/store'
import type { BuildContext } from '../build/build-context.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import { type ContentSource, fillFromBytes } from '../rootfs/content.ts'
import { CompressedFiles, compressedFilesNamespace, keepCompressedFiles } from './compressed-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { IdleFile } from './idle-file.ts'
import { type ContentKeeper, keptContent, PACKAGES } from './kept-content.ts'
import { factsOf, findKeptPackage } from './kept-package.ts'
import type { PackageFacts } from './package-facts.ts'

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

type Verb = { readonly signal?: AbortSignal }

/** The plain tar in memory. */
async function readTar(opened: ApkPackage, verb: Verb): Promise<PassedTar> {
  const pieces: Uint8Array[] = []
  const plain = opened.plain(verb)
  for (let step = await plain.next(); ; step = await plain.next()) {
    if (step.done === true) return { ...step.value, tar: concatBytes(pieces) }
    pieces.push(step.value)
  }
}

/**
 * Writes the plain tar into the store while it is inflated, followed by what is known of the package then; a tar that came in one piece
 * is still in memory.
 */
async function keepTar(
  opened: ApkPackage,
  store: Store,
  said: Omit<PackageFacts, 'entries' | 'known'> & Pick<ExpandedPackage, 'record'>,
  verb: Verb,
): Promise<PassedTar> {
  const pieces: Uint8Array[] = []
  let passed: PassedPackage = { entries: [], size: 0 }
  const content = async function* (): AsyncGenerator<Uint8Array, void> {
    const plain = opened.plain(verb)
    try {
      for (let step = await plain.next(); ; step = await plain.next()) {
        if (step.done === true) {
          passed = step.value
          break
        }
        if (pieces.length < 2) pieces.push(step.value)
        yield step.value
      }
    } finally {
      await plain.return({ entries: [], size: 0 })
    }
    yield factsOf({ ...said, entries: passed.entries })
  }
  await store.put(PACKAGES, said.record.checksum, content())
  return { ...passed, tar: pieces.length === 1 ? pieces[0] : undefined }
}

// A v3 package has scripts without headers.
function controlOf({ format, controlEntries, scripts }: ApkPackage): readonly ControlEntry[] {
  if (format === 'v2') return controlEntries
  const owner = { mode: 0o755, uid: 0, gid: 0, uname: 'root', gname: 'root' }
  return [...scripts].map(([type, content]) => ({ name: `.${type}`, ...owner, content }))
}
