import { readFile } from 'node:fs/promises'
import { fromBase64 } from '@nacre/archive'
import type { FileContent, PathEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import { type Inode, inode } from '../rootfs/node.ts'
import { normalizePath, splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/**
 * Applies the path entries of a definition, in order.
 *
 * @throws ImageError `ERR_IMAGE_PATH_MISSING`, `ERR_IMAGE_PATH_EXISTS`, `ERR_IMAGE_FILE_UNREADABLE`
 */
export async function applyPaths(rootfs: RootFs, entries: readonly PathEntry[]): Promise<void> {
  for (const entry of entries) {
    await place(rootfs, entry)
    setAttributes(rootfs, entry)
  }
}

async function place(rootfs: RootFs, entry: PathEntry): Promise<void> {
  switch (entry.type) {
    case 'directory':
      rootfs.makeDirectory(entry.path, { mode: entry.mode ?? 0o755 })
      return
    case 'empty-file':
      return rootfs.writeFile(entry.path, '')
    case 'file':
      return rootfs.writeFile(
        entry.path,
        await fileBytes(entry),
        entry.mtime === undefined ? {} : { mtime: entry.mtime },
      )
    case 'symlink':
      if (rootfs.lookup(entry.path) !== undefined) throw exists(entry.path)
      return rootfs.symlink(entry.path, entry.source)
    case 'hardlink':
      return hardlink(rootfs, entry.path, entry.source)
    case 'permissions':
      if (rootfs.lookup(entry.path, { follow: true }) === undefined) throw missing(entry.path)
      return
    case 'tree': {
      const { placeTree } = await import('./tree.ts')
      return placeTree(rootfs, entry)
    }
  }
}

async function fileBytes(entry: { path: string } & ({ content: FileContent } | { from: string })): Promise<Uint8Array> {
  if ('content' in entry) {
    return 'text' in entry.content ? new TextEncoder().encode(entry.content.text) : fromBase64(entry.content.base64)
  }
  try {
    return await readFile(entry.from)
  } catch (cause) {
    throw new ImageError(
      'ERR_IMAGE_FILE_UNREADABLE',
      `Placing ${entry.path} in the image: the local file ${entry.from} cannot be read. Check that it exists.`,
      { details: { path: entry.path, from: entry.from }, cause },
    )
  }
}

function hardlink(rootfs: RootFs, path: string, source: string): void {
  const target = rootfs.lookup(source, { follow: true })
  const file = target === undefined ? undefined : inode(target)
  if (file?.kind !== 'file') throw missing(source)
  rootfs.makeDirectory(splitPath(normalizePath(path)).directory, {})
  rootfs.remove(path)
  rootfs.set(path, { kind: 'hardlink', to: file, owner: undefined })
}

function setAttributes(rootfs: RootFs, entry: PathEntry): void {
  const apply = (node: Inode): void => {
    if (entry.mode !== undefined && node.kind !== 'symlink') node.mode = entry.mode & 0o7777
    if (entry.uid === undefined && entry.gid === undefined) return
    node.uid = entry.uid ?? 0
    node.gid = entry.gid ?? 0
  }
  const node = rootfs.lookup(entry.path, { follow: entry.type !== 'symlink' })
  if (node === undefined) return
  apply(inode(node))
  if (entry.recursive) for (const [, below] of rootfs.walk(entry.path)) apply(inode(below))
}

function missing(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH_MISSING',
    `Changing "${path}" in the image: it does not exist. Add a package that brings it, or create it first.`,
    { details: { path } },
  )
}

function exists(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH_EXISTS',
    `Linking "${path}" in the image: it exists already. Choose another path.`,
    { details: { path } },
  )
}
