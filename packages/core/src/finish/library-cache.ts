import { ImageError } from '../error.ts'
import type { Profile } from '../profile.ts'
import { contentBytes } from '../rootfs/content.ts'
import { inode } from '../rootfs/node.ts'
import { compareNames } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { readSharedObject, type SharedObject } from './elf.ts'
import { encodeLibraryCache, type LibraryCacheEntry } from './library-cache-file.ts'
import { libraryDirectories } from './library-config.ts'
import { libraryFlags } from './library-flags.ts'
import { compareLibraryNames } from './library-order.ts'
import { patternSort } from './pattern-sort.ts'

const CONFIG = 'etc/ld.so.conf'
const CACHE = 'etc/ld.so.cache'

/**
 * Writes `/etc/ld.so.cache` as `ldconfig` does, where `/etc/ld.so.conf` says that there is a glibc to read it: one entry for
 * every library of the named directories that stands under its own soname.
 *
 * @throws ImageError `ERR_IMAGE_LIBRARY_MACHINE` for a library of a machine that has no place in the cache
 */
export async function writeLibraryCache(rootfs: RootFs, profile: Profile): Promise<void> {
  if (rootfs.lookup(CONFIG, { follow: true }) === undefined) return
  const directories = ['/lib', ...(await libraryDirectories(rootfs, CONFIG, profile))]
  const found: Library[] = []
  for (const directory of directories) found.push(...(await librariesOf(rootfs, directory, profile)))
  const libraries = profile.libraryCache === 'apko' ? found : uniquePaths(found)
  // The loader searches by halves from the greatest name downwards (glibc, `elf/cache.c`).
  const descending = (a: Library, b: Library): number => compareLibraryNames(b.name, a.name)
  if (profile.libraryCache === 'apko') patternSort(libraries, descending)
  else libraries.sort(descending)
  const littleEndian = libraries[0]?.littleEndian ?? true
  rootfs.writeFile(CACHE, encodeLibraryCache(libraries, { littleEndian }), { mode: 0o644 })
}

interface Library extends LibraryCacheEntry {
  readonly littleEndian: boolean
}

async function librariesOf(rootfs: RootFs, directory: string, profile: Profile): Promise<Library[]> {
  const node = rootfs.lookup(directory, { follow: true })
  if (node?.kind !== 'directory') return []
  const libraries: Library[] = []
  for (const name of [...node.children.keys()].sort(compareNames)) {
    if (stemOf(name) === undefined) continue
    const path = `/${directory.split('/').filter(Boolean).concat(name).join('/')}`
    const object = await objectAt(rootfs, path)
    if (object === undefined) continue
    const flags = libraryFlags(object, profile)
    if (flags === undefined) throw unknownMachine(path, object)
    // A library without a soname goes by its file name, as ldconfig has it.
    const sonames = object.sonames.length === 0 && name.endsWith('.so') ? [name] : object.sonames
    const known = sonames.some((soname) => {
      const stem = stemOf(soname)
      return stem !== undefined && (name === soname || name === `${stem}.so`)
    })
    if (known) libraries.push({ name, path, flags, littleEndian: object.littleEndian })
  }
  return libraries
}

// `lib*.so*` and `ld-*.so*`: the part before `.so` (ldconfig(8)).
function stemOf(name: string): string | undefined {
  if (!name.startsWith('lib') && !name.startsWith('ld-')) return undefined
  if (name.endsWith('.so')) return name.slice(0, -3)
  const at = name.lastIndexOf('.so.')
  return at < 1 ? undefined : name.slice(0, at)
}

async function objectAt(rootfs: RootFs, path: string): Promise<SharedObject | undefined> {
  const node = rootfs.lookup(path, { follow: true })
  const file = node === undefined ? undefined : inode(node)
  return file?.kind === 'file' ? readSharedObject(await contentBytes(file.content)) : undefined
}

function uniquePaths(libraries: readonly Library[]): Library[] {
  return [...new Map(libraries.map((library) => [library.path, library])).values()]
}

function unknownMachine(path: string, { machine }: SharedObject): ImageError {
  return new ImageError(
    'ERR_IMAGE_LIBRARY_MACHINE',
    `Writing /etc/ld.so.cache: ${path} is for machine ${machine}, which has no place in it. Leave out /etc/ld.so.conf, or the library.`,
    { details: { path, machine } },
  )
}
