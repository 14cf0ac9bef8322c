import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { ImageError } from '../error.ts'
import { compareNames, joinPath } from '../rootfs/path.ts'

/** Something in a local directory; paths are relative to it. */
export type LocalItem =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  /** A program is a file that its owner may run. */
  | { readonly kind: 'file' | 'program'; readonly path: string; readonly bytes: Uint8Array }

const OWNER_EXECUTES = 0o100

/**
 * What a local directory holds, names in byte order, directories before what they hold; owners, times and all other bits of a mode do
 * not come from the disk, whose umask and clock are nobody's business.
 *
 * @param patterns what to leave out, as in a `.gitignore`
 * @throws ImageError `ERR_IMAGE_FILE_UNREADABLE` when the directory cannot be listed, `ERR_IMAGE_FILE_KIND` for sockets, pipes and devices
 */
export async function readLocalTree(from: string, patterns: readonly string[]): Promise<LocalItem[]> {
  return await itemsBelow(from, ignore().add([...patterns]), '')
}

async function itemsBelow(from: string, rules: Ignore, below: string): Promise<LocalItem[]> {
  const names = await readdir(join(from, below)).catch((cause: unknown) => {
    throw new ImageError(
      'ERR_IMAGE_FILE_UNREADABLE',
      `Placing the local directory ${from}: ${join(from, below)} cannot be listed. Check that it is a directory you may read.`,
      { details: { from, path: below }, cause },
    )
  })
  const items: LocalItem[] = []
  for (const name of names.sort(compareNames)) {
    const path = joinPath(below, name)
    const local = join(from, path)
    const stats = await lstat(local)
    if (rules.ignores(stats.isDirectory() ? `${path}/` : path)) continue
    if (stats.isDirectory()) items.push({ kind: 'directory', path }, ...(await itemsBelow(from, rules, path)))
    else if (stats.isSymbolicLink()) items.push({ kind: 'symlink', path, target: await readlink(local) })
    else if (stats.isFile()) {
      const kind = (stats.mode & OWNER_EXECUTES) === 0 ? 'file' : 'program'
      items.push({ kind, path, bytes: await readFile(local) })
    } else
      throw new ImageError(
        'ERR_IMAGE_FILE_KIND',
        `Placing the local directory ${from}: ${path} is neither file, directory nor link. Ignore it with a pattern.`,
        { details: { from, path } },
      )
  }
  return items
}
