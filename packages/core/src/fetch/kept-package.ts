import type { IndexRecord } from '@nacre/apk'
import type { Store } from '@nacre/archive/store'
import { wholeFileLines } from '../database/installed-apko.ts'
import { ImageError } from '../error.ts'
import type { ContentSource } from '../rootfs/content.ts'
import type { ExpandedPackage, KnownOfPackage } from './expanded-package.ts'
import { iniReading } from './ini-package-info.ts'
import { decodeFacts, encodeFacts } from './package-facts.ts'

/** Plain tars of packages, by the package's identity. */
const TARS = 'package-tar'

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

/** Keeps an expanded package: its plain tar first, so that whoever finds the facts finds the tar. */
export async function keepPackage(pkg: ExpandedPackage, tar: Uint8Array, store: Store): Promise<void> {
  await store.put(TARS, pkg.checksum, tar)
  await store.put(FACTS, pkg.checksum, encodeFacts({ ...pkg, known: knownOf(pkg) }))
}

function knownOf(pkg: ExpandedPackage): KnownOfPackage {
  const fileLines = wholeFileLines(pkg.entries)
  return { iniInfo: iniReading(pkg), ...(fileLines && { fileLines }) }
}

/**
 * The plain tar of a package in the store. Many reads follow each other in one package, so its file stays open between them, and
 * is closed when a turn of the event loop brings no further read.
 */
export function keptContent({ name, version, checksum }: IndexRecord, store: Store): ContentSource {
  let opening: ReturnType<Store['open']> | undefined
  let reading = 0
  const close = async (): Promise<void> => {
    const file = opening
    opening = undefined
    await (await file)?.close()
  }
  return {
    id: checksum,
    async read(offset, length) {
      reading++
      try {
        opening ??= store.open(TARS, checksum)
        const file = await opening
        if (file === undefined) throw vanished(`${name}-${version}`)
        return await file.read(offset, length)
      } finally {
        reading--
        setImmediate(() => reading === 0 && void close())
      }
    },
    close,
  }
}

function vanished(title: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_CACHE_VANISHED',
    `Reading ${title} from the cache: its content was removed while the build ran. Build again, with more room for the cache.`,
    { details: { package: title } },
  )
}
