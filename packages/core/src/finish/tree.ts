import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import type { PathEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import { compareNames, joinPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

type TreeEntry = Extract<PathEntry, { type: 'tree' }>

const OWNER_EXECUTES = 0o100

/**
 * Places a local directory below a path of the image. Owners, times and modes do not come from the disk, whose umask
 * and clock are nobody's business: files are 0644, or 0755 where the owner may run them, directories 0755.
 *
 * @throws ImageError `ERR_IMAGE_FILE_UNREADABLE` when the directory or something in it cannot be read,
 * `ERR_IMAGE_FILE_KIND` for sockets, pipes and devices
 */
export async function placeTree(rootfs: RootFs, entry: TreeEntry): Promise<void> {
  const { path, from, ignore: patterns = [], mtime = 0, uid = 0, gid = 0 } = entry
  const owner = { uid, gid, mtime }
  const rules = ignore().add([...patterns])
  rootfs.makeDirectory(path, { ...owner, mode: 0o755 }, {})
  for (const { relative, kind } of await localEntries(from, rules)) {
    const target = joinPath(path, relative)
    const local = join(from, relative)
    if (kind === 'directory') rootfs.makeDirectory(target, { ...owner, mode: 0o755 }, {})
    else if (kind === 'symlink') rootfs.symlink(target, await readlink(local), owner)
    else rootfs.writeFile(target, await readFile(local), { ...owner, mode: kind === 'program' ? 0o755 : 0o644 })
  }
}

interface LocalEntry {
  readonly relative: string
  readonly kind: 'directory' | 'symlink' | 'file' | 'program'
}

async function localEntries(from: string, rules: Ignore, below = ''): Promise<LocalEntry[]> {
  const names = await readdir(join(from, below)).catch((cause: unknown) => {
    throw new ImageError(
      'ERR_IMAGE_FILE_UNREADABLE',
      `Placing the local directory ${from}: ${join(from, below)} cannot be listed. Check that it is a directory you may read.`,
      { details: { from, path: below }, cause },
    )
  })
  const entries: LocalEntry[] = []
  for (const name of names.sort(compareNames)) {
    const relative = joinPath(below, name)
    const stats = await lstat(join(from, relative))
    if (rules.ignores(stats.isDirectory() ? `${relative}/` : relative)) continue
    if (stats.isDirectory())
      entries.push({ relative, kind: 'directory' }, ...(await localEntries(from, rules, relative)))
    else if (stats.isSymbolicLink()) entries.push({ relative, kind: 'symlink' })
    else if (stats.isFile()) entries.push({ relative, kind: (stats.mode & OWNER_EXECUTES) === 0 ? 'file' : 'program' })
    else
      throw new ImageError(
        'ERR_IMAGE_FILE_KIND',
        `Placing the local directory ${from}: ${relative} is neither file, directory nor link. Ignore it with a pattern.`,
        { details: { from, path: relative } },
      )
  }
  return entries
}
