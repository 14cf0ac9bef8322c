import type { IndexRecord } from '@nacre/apk'
import type { Store } from '@nacre/archive/store'
import { wholeFileLines } from '../database/installed-apko.ts'
import { compressedFilesNamespace, isLarge } from './compressed-files.ts'
import type { ExpandedPackage, KnownOfPackage } from './expanded-package.ts'
import { iniReading } from './ini-package-info.ts'
import { type ContentKeeper, keptContent, TARS } from './kept-content.ts'
import { decodeFacts, encodeFacts } from './package-facts.ts'

/**
 * What packages say and hold, by the identity that an index gives, which can be written in several ways; the number changes with the
 * form of the bytes, and with whatever {@link KnownOfPackage} says.
 */
const FACTS = 'package-facts-4'

/** A package that was expanded before, or nothing where the store does not have all of it. */
export async function findKeptPackage(
  record: IndexRecord,
  keeper: ContentKeeper,
): Promise<ExpandedPackage | undefined> {
  const { store, codec, takesOver } = keeper
  const bytes = await store.get(FACTS, record.checksum)
  const facts = bytes && decodeFacts(bytes)
  if (facts === undefined || !(await store.has(TARS, facts.checksum))) return undefined
  const inFiles = takesOver && facts.entries.some(isLarge)
  if (inFiles && !(await store.has(compressedFilesNamespace(codec), facts.checksum))) return undefined
  // An index that calls it by another name is told so where the package is opened.
  if (facts.info.name !== record.name || facts.info.version !== record.version) return undefined
  return { ...facts, record, size: record.size, content: keptContent(facts, keeper) }
}

/** Keeps what is known of an expanded package, whose plain tar is in the store already: whoever finds the facts finds the tar. */
export async function keepPackage(pkg: ExpandedPackage, store: Store): Promise<void> {
  await store.put(FACTS, pkg.record.checksum, encodeFacts({ ...pkg, known: knownOf(pkg) }))
}

function knownOf(pkg: ExpandedPackage): KnownOfPackage {
  const fileLines = wholeFileLines(pkg.entries)
  return { iniInfo: iniReading(pkg), ...(fileLines && { fileLines }) }
}
