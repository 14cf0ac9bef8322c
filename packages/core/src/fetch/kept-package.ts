import type { IndexRecord } from '@nacre/apk'
import type { Store } from '@nacre/archive/store'
import { wholeFileLines } from '../database/installed-apko.ts'
import type { ExpandedPackage, KnownOfPackage } from './expanded-package.ts'
import { iniReading } from './ini-package-info.ts'
import { keptContent, TARS } from './kept-content.ts'
import { decodeFacts, encodeFacts } from './package-facts.ts'

/**
 * What packages say and hold, by the package's identity; the number changes with the form of the bytes, and with whatever
 * {@link KnownOfPackage} says.
 */
const FACTS = 'package-facts-3'

/** A package that was expanded before, or nothing where the store does not have all of it. */
export async function findKeptPackage(record: IndexRecord, store: Store): Promise<ExpandedPackage | undefined> {
  const [facts, whole] = await Promise.all([store.get(FACTS, record.checksum), store.has(TARS, record.checksum)])
  if (facts === undefined || !whole) return undefined
  const known = decodeFacts(facts)
  if (known === undefined) return undefined
  return { ...known, record, checksum: record.checksum, size: record.size, content: keptContent(record, store) }
}

/** Keeps what is known of an expanded package, whose plain tar is in the store already: whoever finds the facts finds the tar. */
export async function keepPackage(pkg: ExpandedPackage, store: Store): Promise<void> {
  await store.put(FACTS, pkg.checksum, encodeFacts({ ...pkg, known: knownOf(pkg) }))
}

function knownOf(pkg: ExpandedPackage): KnownOfPackage {
  const fileLines = wholeFileLines(pkg.entries)
  return { iniInfo: iniReading(pkg), ...(fileLines && { fileLines }) }
}
