import { type ByteSource, collect, createHasher, readTar, type TarEntry, toHex } from '@nacre/archive'
import { checkContentHash, checkTargetHash } from './checksum.ts'
import { entryOf } from './entry-header.ts'
import type { ApkLimits } from './limits.ts'
import type { PackageEntry, StreamedEntry } from './package.ts'
import { PathGuard, type PathRules } from './path-guard.ts'

/** Entries of a plain data tar as it comes; every content is hashed, also those that nobody asks for. */
export async function* streamEntries(
  tar: ByteSource,
  limits: ApkLimits,
  rules: PathRules,
  signal?: AbortSignal,
): AsyncGenerator<StreamedEntry, void> {
  for await (const { entry, body } of verifiedEntries(tar, limits, rules, signal)) {
    yield {
      ...entry,
      stream: () => withoutReturn(body),
      content: () => collect(body, { limit: entry.size }),
    }
  }
}

/** An entry, and its content, whose checksum is compared when all of it has passed. */
export interface VerifiedEntry {
  readonly entry: PackageEntry
  readonly body: AsyncGenerator<Uint8Array, void>
}

/** {@link streamEntries} for those who want the entries alone, or the contents as they are. */
export async function* verifiedEntries(
  tar: ByteSource,
  limits: ApkLimits,
  rules: PathRules,
  signal?: AbortSignal,
): AsyncGenerator<VerifiedEntry, void> {
  const guard = new PathGuard(rules)
  for await (const tarEntry of readTar(tar, { dialect: 'apk', maxEntries: limits.entries, maxSize: limits.data })) {
    signal?.throwIfAborted()
    const entry = entryOf(tarEntry.header, tarEntry.offset)
    if (!guard.admit(entry)) continue
    checkTargetHash(entry)
    const body = verifiedBody(entry, tarEntry, signal)
    yield { entry, body }
    while (!(await body.next()).done);
  }
}

async function* verifiedBody(
  entry: PackageEntry,
  { body }: TarEntry,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  if (entry.type !== 'file') return
  const hasher = createHasher('sha1')
  for await (const piece of body) {
    signal?.throwIfAborted()
    hasher.update(piece)
    yield piece
  }
  checkContentHash(entry, toHex(hasher.digest()))
}

/** Leaving a loop over the content early must not end the hashing of the rest. */
function withoutReturn(pieces: AsyncGenerator<Uint8Array, void>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) }
}
