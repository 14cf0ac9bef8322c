import type { IndexRecord } from '@nacre/apk'
import { type ChunkBuffers, concatBytes } from '@nacre/archive'
import type { Store, StoredFile } from '@nacre/archive/store'
import { wholeFileLines } from '../database/installed-apko.ts'
import { absentWhereDamaged } from './absent-where-damaged.ts'
import { compressedFilesNamespace, isLarge } from './compressed-files.ts'
import type { ExpandedPackage, KnownOfPackage } from './expanded-package.ts'
import { iniReading } from './ini-package-info.ts'
import { type ContentKeeper, keptContent, PACKAGES } from './kept-content.ts'
import { decodeFacts, encodeFacts, type PackageFacts } from './package-facts.ts'

/** Little-endian length of the facts, which follows them. */
const LENGTH = 4

/** Facts of most packages are shorter. */
const USUAL = 40 * 1024

/** A package that was expanded before, or nothing where the store does not have all of it. */
export async function findKeptPackage(
  record: IndexRecord,
  keeper: ContentKeeper,
  buffers: ChunkBuffers,
): Promise<ExpandedPackage | undefined> {
  const { store, compressor } = keeper
  const facts = await keptFacts(record.checksum, store, buffers)
  if (facts === undefined) return undefined
  const inFiles = compressor.takesOver && facts.entries.some(isLarge)
  if (inFiles && !(await store.has(compressedFilesNamespace(compressor.name), facts.checksum))) return undefined
  // An index that calls it by another name is told so where the package is opened.
  if (facts.info.name !== record.name || facts.info.version !== record.version) return undefined
  return { ...facts, record, size: record.size, content: keptContent({ ...facts, record }, keeper) }
}

/** What follows the plain tar of a package in its entry: what is known of it, and how long that is. */
export function factsOf(pkg: Omit<PackageFacts, 'known'>): Uint8Array {
  const facts = encodeFacts({ ...pkg, known: knownOf(pkg) })
  const length = new Uint8Array(LENGTH)
  new DataView(length.buffer).setUint32(0, facts.length, true)
  return concatBytes([facts, length])
}

async function keptFacts(checksum: string, store: Store, buffers: ChunkBuffers): Promise<PackageFacts | undefined> {
  const file = await store.open(PACKAGES, checksum).catch(absentWhereDamaged)
  if (file === undefined) return undefined
  const lease = buffers.lease()
  try {
    const bytes = await readFacts(file, lease.take())
    return bytes && decodeFacts(bytes)
  } catch (error) {
    return absentWhereDamaged(error)
  } finally {
    lease.end()
    await file.close()
  }
}

async function readFacts(file: StoredFile, buffer: Uint8Array): Promise<Uint8Array | undefined> {
  const end = buffer.subarray(0, Math.min(USUAL, file.size))
  if ((await file.fill(end, file.size - end.length)) < LENGTH) return undefined
  const length = new DataView(end.buffer, end.byteOffset + end.length - LENGTH).getUint32(0, true)
  const start = file.size - LENGTH - length
  if (start < 0) return undefined
  if (length + LENGTH > end.length) return await file.read(start, length)
  return end.slice(end.length - LENGTH - length, end.length - LENGTH)
}

function knownOf(pkg: Omit<PackageFacts, 'known'>): KnownOfPackage {
  const fileLines = wholeFileLines(pkg.entries)
  return { iniInfo: iniReading(pkg), ...(fileLines && { fileLines }) }
}
