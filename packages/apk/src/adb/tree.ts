import { encodeText } from '@nacre/archive'
import type { PackageEntry } from '../package/package.ts'
import type { PreparedFile } from '../package/package-file.ts'
import { compareBytes } from './byte-order.ts'

/** A directory with what lies directly in it, in the order of a v3 package. */
export interface AdbDirectory {
  /** Path; empty for the root. */
  readonly path: string
  readonly entry: Pick<PackageEntry, 'mode' | 'uname' | 'gname' | 'xattrs'>
  readonly files: readonly PreparedFile[]
}

/** The root, of which `apk mkpkg` writes these, and which no list of files names. */
const ROOT = { mode: 0o755, uname: 'root', gname: 'root', xattrs: {} } as const

/**
 * Sorts files into directories: the root first, directories by path, files by name, all bytewise; nothing where there are no
 * files. Of hard-linked files the first one in this order becomes the file, and the others link to it, because a reader
 * accepts links only to what came before.
 */
export function directoriesOf(files: readonly PreparedFile[]): AdbDirectory[] {
  if (files.length === 0) return []
  const byPath = new Map<string, { entry: AdbDirectory['entry']; files: PreparedFile[] }>([
    ['', { entry: ROOT, files: [] }],
  ])
  for (const { entry } of files) if (entry.type === 'directory') byPath.set(entry.name, { entry, files: [] })
  for (const file of files) if (file.entry.type !== 'directory') byPath.get(parentOf(file.entry.name))!.files.push(file)
  const sorted = sortBytewise([...byPath], ([path]) => path)
  const all = sorted.map(([path, directory]) => ({
    path,
    entry: directory.entry,
    files: sortBytewise(directory.files, ({ entry }) => entry.name),
  }))
  return relinkAll(all)
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function sortBytewise<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, key: encodeText(keyOf(item)) }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ item }) => item)
}

/** Gives every name of a hard-linked file the attributes of that file, and makes the first name the file. */
function relinkAll(directories: readonly AdbDirectory[]): AdbDirectory[] {
  const originals = new Map<string, PreparedFile>()
  for (const { files } of directories) for (const file of files) originals.set(file.entry.name, file)
  const firstNames = new Map<string, string>()
  return directories.map((directory) => ({
    ...directory,
    files: directory.files.map((file) => {
      const { name, type, linkname } = file.entry
      if (type !== 'file' && type !== 'hardlink') return file
      const original = type === 'file' ? file : originals.get(linkname)!
      const first = firstNames.get(original.entry.name)
      if (first === undefined) {
        firstNames.set(original.entry.name, name)
        return { content: original.content, entry: { ...original.entry, name } }
      }
      return { content: original.content, entry: { ...original.entry, name, type: 'hardlink', linkname: first } }
    }),
  }))
}
