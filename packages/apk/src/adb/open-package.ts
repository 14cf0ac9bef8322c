import { collect, hashHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { IndexRecord, PackageInfo } from '../metadata/metadata.ts'
import { checkContentHash } from '../package/checksum.ts'
import { expandedPackage } from '../package/expand.ts'
import type { ApkLimits } from '../package/limits.ts'
import type {
  ApkPackage,
  ControlEntry,
  ExpandedPackage,
  PackageEntry,
  PackageReadOptions,
  PassedPackage,
  StreamedEntry,
} from '../package/package.ts'
import { PathGuard, type PathRules } from '../package/path-guard.ts'
import type { ScriptType } from '../package/script.ts'
import type { OpenSource } from '../package/source.ts'
import { decompressAdb } from './compression.ts'
import { readContainer } from './container.ts'
import { DependencyReader } from './dependency.ts'
import { readFiles } from './files.ts'
import { formatIdentity, identityOf } from './identity.ts'
import { checkIdentifiers, readInfo } from './info.ts'
import { packageField, schema } from './schemas.ts'
import { readScripts } from './scripts.ts'
import { readTexts } from './texts.ts'
import type { AdbTrust } from './trust.ts'

/** The largest array that every runtime can hold. */
const MAX_IN_MEMORY = 2 ** 32 - 1

/**
 * Opens a v3 package: signatures are judged, metadata read, data blocks matched with the files. The package is held in memory;
 * contents are verified when they are read.
 *
 * @throws ApkError ERR_APK_ADB_HEADER, ERR_APK_ADB_COMPRESSION, ERR_APK_ADB_BLOCK, ERR_APK_ADB_VERSION, ERR_APK_ADB_SCHEMA,
 *   ERR_APK_ADB_VALUE, ERR_APK_ADB_DEPENDENCY, ERR_APK_ADB_ENTRY, ERR_APK_ADB_INTEGRITY, ERR_APK_SIGNATURE_MISSING,
 *   ERR_APK_SIGNATURE_UNKNOWN_KEY, ERR_APK_SIGNATURE_BAD, ERR_APK_NAME, ERR_APK_LIMIT, ERR_APK_TRUNCATED, ERR_APK_ARCHIVE, and those of
 *   {@link PathGuard}
 */
export async function openAdbPackage(
  source: OpenSource,
  limits: ApkLimits,
  options: AdbTrust & PathRules,
): Promise<ApkPackage> {
  const limit = Math.min(limits.data, MAX_IN_MEMORY)
  const packed = (await source.read(0)) ?? (await collect(source.open(0), { limit }))
  const file = await decompressAdb(packed, limit)
  const { reader, data, signer, signatures } = await readContainer(file, schema.package, options)
  const root = reader.object(reader.root)
  const infoObject = reader.object(reader.field(root, packageField.info))
  const info: PackageInfo = {
    ...readInfo(reader, infoObject, new DependencyReader(reader)),
    packager: '',
    replacesPriority: reader.int(reader.field(root, packageField.replacesPriority)),
    triggers: readTexts(reader, reader.field(root, packageField.triggers)),
    dataHash: '',
  }
  checkIdentifiers(info)
  const guard = new PathGuard(options)
  const entries: PackageEntry[] = []
  for (const entry of readFiles(reader, reader.field(root, packageField.paths), data.values())) {
    if (guard.admit(entry)) entries.push(entry)
    if (entries.length > limits.entries) throw tooManyEntries(limits.entries)
  }
  return new AdbPackage({
    info,
    scripts: readScripts(reader, reader.field(root, packageField.scripts), limits.script),
    controlHash: formatIdentity(identityOf(reader.bytes)),
    size: packed.length,
    signer,
    signatures,
    file,
    entries,
  })
}

interface AdbPackageParts extends Pick<ApkPackage, 'info' | 'scripts' | 'controlHash' | 'signer' | 'signatures'> {
  readonly size: number
  readonly file: Uint8Array
  readonly entries: readonly PackageEntry[]
}

class AdbPackage implements ApkPackage {
  readonly format = 'v3'
  readonly dataHash = ''
  readonly controlEntries: readonly ControlEntry[] = []
  readonly #parts: AdbPackageParts

  constructor(parts: AdbPackageParts) {
    this.#parts = parts
  }

  get info(): PackageInfo {
    return this.#parts.info
  }

  get scripts(): ReadonlyMap<ScriptType, Uint8Array> {
    return this.#parts.scripts
  }

  get controlHash(): string {
    return this.#parts.controlHash
  }

  get size(): number {
    return this.#parts.size
  }

  get signer(): string | undefined {
    return this.#parts.signer
  }

  get signatures(): readonly string[] {
    return this.#parts.signatures
  }

  async *entries(options: PackageReadOptions = {}): AsyncGenerator<StreamedEntry, void> {
    for (const entry of this.#parts.entries) {
      options.signal?.throwIfAborted()
      const content = this.#verifiedContent(entry)
      yield {
        ...entry,
        async *stream() {
          if (content.length > 0) yield content
        },
        content: async () => content,
      }
    }
  }

  async expand(options: PackageReadOptions = {}): Promise<ExpandedPackage> {
    await this.verify(options)
    return expandedPackage(this.#parts.file, this.#parts.entries)
  }

  async *plain(options: PackageReadOptions = {}): AsyncGenerator<Uint8Array, PassedPackage> {
    const { tar, entries } = await this.expand(options)
    yield tar
    return { entries, size: tar.length }
  }

  async verify(options: PackageReadOptions = {}): Promise<void> {
    for (const entry of this.#parts.entries) {
      options.signal?.throwIfAborted()
      this.#verifiedContent(entry)
    }
  }

  record(): IndexRecord {
    const { info, controlHash, size } = this.#parts
    const {
      packager: _packager,
      replacesPriority: _priority,
      triggers: _triggers,
      dataHash: _dataHash,
      ...metadata
    } = info
    return { ...metadata, checksum: controlHash, size }
  }

  /** @throws ApkError ERR_APK_ENTRY_CHECKSUM */
  #verifiedContent(entry: PackageEntry): Uint8Array {
    const content = this.#parts.file.subarray(entry.offset, entry.offset + entry.size)
    if (entry.type === 'file') checkContentHash(entry, contentHash(entry, content))
    return content
  }
}

/** The hash of a content by the algorithm that the length of its checksum tells (APK v3 (ADB) format, hashes). */
function contentHash(entry: PackageEntry, content: Uint8Array): string {
  const digits = entry.checksum?.length
  return hashHex(digits === 40 ? 'sha1' : digits === 128 ? 'sha512' : 'sha256', content)
}

function tooManyEntries(limit: number): ApkError {
  return new ApkError(
    'ERR_APK_LIMIT',
    `Reading a v3 file: it has more than the limit of ${limit} entries. Raise the limit if the package is trusted`,
    { details: { limit } },
  )
}
