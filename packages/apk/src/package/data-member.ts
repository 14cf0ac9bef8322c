import {
  ArchiveError,
  claimedGzipSize,
  collect,
  createHasher,
  type GzipMember,
  gunzipMember,
  gunzipMemberAsync,
  gzipMembers,
  hashHex,
  releaseBytes,
  toHex,
} from '@nacre/archive'
import { archiveFault } from '../archive-fault.ts'
import { ApkError } from '../error.ts'
import { checkDataHash } from './checksum.ts'
import { expandTar } from './expand.ts'
import type { ApkLimits } from './limits.ts'
import { nextMember, segmentMissing } from './member-source.ts'
import type { ExpandedPackage, PackageEntry, PassedPackage, StreamedEntry } from './package.ts'
import { HeldPieces, Passed } from './passed-pieces.ts'
import type { PathRules } from './path-guard.ts'
import type { OpenSource } from './source.ts'
import { streamEntries, verifiedEntries } from './stream-entries.ts'

/** Where the data member of a package is, and what it must be. */
export interface DataMemberFacts {
  /** What error messages call the package. */
  readonly label: string
  readonly source: OpenSource
  /** Offset of the data member in the file. */
  readonly offset: number
  /** The data member and what follows, for a source that can be read once only. */
  readonly rest: AsyncGenerator<GzipMember, void> | undefined
  /** Lower-case hex SHA-256 of the compressed bytes. */
  readonly dataHash: string
  readonly limits: ApkLimits
  readonly rules: PathRules
}

/**
 * A member within these bytes is read in memory also where memory must not depend on its size: 244 packages are verified in
 * memory in two thirds of the time that they take as streams.
 */
const IN_MEMORY = { compressed: 8 * 1024 ** 2, plain: 8 * 1024 ** 2 }

/** What claims no more than this is inflated at once: going to the thread pool and back takes as long. */
const SMALL = 64 * 1024

/** The data member of a v2 package, inflated and verified whenever it is read. */
export class DataMember {
  /** Compressed bytes; undefined until a stream has been read to its end. */
  size: number | undefined = undefined
  readonly #facts: DataMemberFacts
  #consumed = false

  constructor(facts: DataMemberFacts) {
    this.#facts = facts
  }

  /** Entries as they are inflated. */
  async *entries(signal: AbortSignal | undefined): AsyncGenerator<StreamedEntry, void> {
    const { label, limits, rules } = this.#facts
    const members = this.#open()
    try {
      const { member, finish } = await this.#next(members)
      yield* streamEntries(member.data, limits, rules, signal)
      await finish()
    } catch (error) {
      throw archiveFault(`Reading the files of ${label}`, error)
    } finally {
      await members.return()
    }
  }

  /** Reads and verifies everything. */
  async verify(signal: AbortSignal | undefined): Promise<void> {
    const expanded = await this.#expandBounded(signal)
    if (expanded === undefined) {
      for await (const _ of this.#pass(signal));
      return
    }
    this.#release(expanded.packed)
    releaseBytes(expanded.tar)
  }

  /** Passes the plain tar on, and verifies it. */
  async *plain(signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, PassedPackage> {
    const expanded = await this.#expandBounded(signal)
    if (expanded === undefined) return yield* this.#pass(signal, new HeldPieces(IN_MEMORY.compressed))
    const { tar, entries, packed } = expanded
    const size = tar.length
    yield tar
    return { entries, size, packed }
  }

  /** Everything in memory. */
  async expand(signal: AbortSignal | undefined): Promise<ExpandedPackage> {
    const { label, limits, rules, source, offset } = this.#facts
    signal?.throwIfAborted()
    try {
      const compressed = await source.read(offset)
      if (compressed === undefined) return expandTar(await this.#collect(signal), limits, rules, signal)
      const tar = await this.#inflate(compressed, limits.data)
      this.#release(compressed)
      return expandTar(tar, limits, rules, signal)
    } catch (error) {
      throw archiveFault(`Reading the files of ${label}`, error)
    }
  }

  /** Compares the hash, of a stream while it is read to its end. */
  async checkHash(signal: AbortSignal | undefined): Promise<void> {
    const { label, source, offset, dataHash, rest } = this.#facts
    if (rest !== undefined) {
      for await (const _ of this.entries(signal));
      return
    }
    const hasher = createHasher('sha256')
    const data = source.open(offset)
    for await (const piece of data instanceof Uint8Array ? [data] : data) {
      signal?.throwIfAborted()
      hasher.update(piece)
    }
    checkDataHash(label, dataHash, toHex(hasher.digest()))
  }

  /** Everything in memory, where that is not much; else undefined. */
  async #expandBounded(
    signal: AbortSignal | undefined,
  ): Promise<(ExpandedPackage & { readonly packed: Uint8Array }) | undefined> {
    const { label, limits, rules, source, offset } = this.#facts
    signal?.throwIfAborted()
    if (source.size === undefined || source.size - offset > IN_MEMORY.compressed) return undefined
    const compressed = await source.read(offset)
    if (compressed === undefined || claimedGzipSize(compressed) > IN_MEMORY.plain) return undefined
    try {
      const tar = await this.#inflate(compressed, Math.min(limits.data, IN_MEMORY.plain))
      return { ...expandTar(tar, limits, rules, signal), packed: compressed }
    } catch (error) {
      // It may be larger than it claims: the stream finds out.
      if (error instanceof ArchiveError && error.code === 'ERR_ARCHIVE_LIMIT') return undefined
      throw archiveFault(`Reading the files of ${label}`, error)
    }
  }

  /** @param held what takes the compressed bytes, where somebody wants them */
  async *#pass(signal: AbortSignal | undefined, held?: HeldPieces): AsyncGenerator<Uint8Array, PassedPackage> {
    const { label, limits, rules } = this.#facts
    const members = this.#open()
    const entries: PackageEntry[] = []
    const passed = new Passed()
    try {
      const { member, finish } = await this.#next(members, (bytes) => held?.add(bytes))
      const tar = abortable(passed.through(member.data), signal)
      for await (const { entry, body } of verifiedEntries(tar, limits, rules, signal)) {
        entries.push(entry)
        yield* passed.pieces()
        for await (const _ of body) yield* passed.pieces()
      }
      yield* passed.pieces()
      await finish()
      const packed = held?.joined()
      return { entries, size: passed.size, ...(packed && { packed }) }
    } catch (error) {
      throw archiveFault(`Reading the files of ${label}`, error)
    } finally {
      await members.return()
    }
  }

  /** The hash is compared before anything is inflated. */
  async #inflate(compressed: Uint8Array, limit: number): Promise<Uint8Array> {
    const { label, dataHash } = this.#facts
    if (compressed.length === 0) throw segmentMissing('data')
    checkDataHash(label, dataHash, hashHex('sha256', compressed))
    const claimed = Math.max(claimedGzipSize(compressed), compressed.length)
    const gunzip = claimed <= SMALL ? gunzipMember : gunzipMemberAsync
    const { data, end } = await gunzip(compressed, 0, { limit, sizeHint: claimed })
    if (end !== compressed.length) throw trailingMember(label)
    return data
  }

  /** What is read from a file is nobody else's. */
  #release(compressed: Uint8Array): void {
    if (this.#facts.source.bytes === undefined) releaseBytes(compressed)
  }

  async #collect(signal: AbortSignal | undefined): Promise<Uint8Array> {
    const members = this.#open()
    try {
      const { member, finish } = await this.#next(members)
      const tar = await collect(abortable(member.data, signal), { limit: this.#facts.limits.data })
      await finish()
      return tar
    } finally {
      await members.return()
    }
  }

  #open(): AsyncGenerator<GzipMember, void> {
    const { source, offset, rest, limits, label } = this.#facts
    if (source.size !== undefined && source.size <= offset) throw segmentMissing('data')
    if (rest === undefined) return gzipMembers(source.open(offset), { limit: limits.data })
    if (this.#consumed) throw consumed(label)
    this.#consumed = true
    return rest
  }

  /** The data member, and what is to be called after its last byte: it checks that nothing follows, and the hash. */
  async #next(
    members: AsyncGenerator<GzipMember, void>,
    onCompressed: (bytes: Uint8Array) => void = () => {},
  ): Promise<{ member: GzipMember; finish: () => Promise<void> }> {
    const { label, dataHash } = this.#facts
    const member = await nextMember(members, 'data')
    const hasher = createHasher('sha256')
    let size = 0
    member.tap((bytes) => {
      hasher.update(bytes)
      size += bytes.length
      onCompressed(bytes)
    })
    const finish = async (): Promise<void> => {
      if ((await members.next()).done !== true) throw trailingMember(label)
      checkDataHash(label, dataHash, toHex(hasher.digest()))
      this.size = size
    }
    return { member, finish }
  }
}

async function* abortable(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    yield piece
  }
}

function consumed(name: string): ApkError {
  return new ApkError(
    'ERR_APK_STREAM_CONSUMED',
    `Reading the files of ${name}: the stream was read already. Open the package from bytes or a path to read it more than once`,
    { details: { name } },
  )
}

/** After the data member nothing may follow (apk-tools 3, container rules). */
function trailingMember(name: string): ApkError {
  return new ApkError(
    'ERR_APK_SEGMENT_EXTRA',
    `Reading the files of ${name}: something follows the data member, which must be the last. The package was appended to; fetch it again from a place you trust`,
    { details: { name } },
  )
}
