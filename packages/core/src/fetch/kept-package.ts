import type { ControlEntry, IndexRecord, PackageEntry, PackageInfo } from '@nacre/apk'
import { fromBase64, toBase64 } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import { ImageError } from '../error.ts'
import type { ContentSource } from '../rootfs/content.ts'
import type { ExpandedPackage } from './expanded-package.ts'

/** Plain tars of packages, by the package's identity. */
const TARS = 'package-tar'

/** What packages say and hold, by the package's identity; the number changes with the form of the JSON. */
const FACTS = 'package-facts-2'

interface Facts {
  readonly info: PackageInfo
  readonly control: readonly (Omit<ControlEntry, 'content'> & { readonly base64: string })[]
  readonly entries: readonly EntryRow[]
}

type EntryRow = readonly [
  name: string,
  type: PackageEntry['type'],
  mode: number,
  uid: number,
  gid: number,
  uname: string,
  gname: string,
  size: number,
  mtime: number,
  linkname: string,
  devmajor: number,
  devminor: number,
  checksum: string,
  offset: number,
  xattrs: Readonly<Record<string, string>> | null,
]

/** A package that was expanded before, or nothing where the store does not have all of it. */
export async function findKeptPackage(record: IndexRecord, store: Store): Promise<ExpandedPackage | undefined> {
  const [facts, whole] = await Promise.all([store.get(FACTS, record.checksum), store.has(TARS, record.checksum)])
  if (facts === undefined || !whole) return undefined
  const { info, control, entries } = JSON.parse(new TextDecoder().decode(facts)) as Facts
  return {
    info,
    record,
    checksum: record.checksum,
    size: record.size,
    entries: entries.map(entryOf),
    control: control.map(({ base64, ...header }) => ({ ...header, content: fromBase64(base64) })),
    content: keptContent(record, store),
  }
}

/** Keeps an expanded package: its plain tar first, so that whoever finds the facts finds the tar. */
export async function keepPackage(pkg: ExpandedPackage, tar: Uint8Array, store: Store): Promise<void> {
  const facts: Facts = {
    info: pkg.info,
    control: pkg.control.map(({ content, ...header }) => ({ ...header, base64: toBase64(content) })),
    entries: pkg.entries.map(rowOf),
  }
  await store.put(TARS, pkg.checksum, tar)
  await store.put(FACTS, pkg.checksum, new TextEncoder().encode(JSON.stringify(facts)))
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

function rowOf(e: PackageEntry): EntryRow {
  const attributes = Object.entries(e.xattrs).map(([name, value]) => [name, toBase64(value)])
  const xattrs = attributes.length === 0 ? null : (Object.fromEntries(attributes) as Record<string, string>)
  return [
    e.name,
    e.type,
    e.mode,
    e.uid,
    e.gid,
    e.uname,
    e.gname,
    e.size,
    e.mtime,
    e.linkname,
    e.devmajor,
    e.devminor,
    e.checksum ?? '',
    e.offset,
    xattrs,
  ]
}

function entryOf(row: EntryRow): PackageEntry {
  const [name, type, mode, uid, gid, uname, gname, size, mtime, linkname, devmajor, devminor, checksum, offset] = row
  const xattrs = Object.fromEntries(Object.entries(row[14] ?? {}).map(([key, value]) => [key, fromBase64(value)]))
  const entry = { name, type, mode, uid, gid, uname, gname, size, mtime, linkname, devmajor, devminor, offset, xattrs }
  return checksum === '' ? entry : { ...entry, checksum }
}
