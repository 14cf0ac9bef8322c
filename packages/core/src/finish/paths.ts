import { fromBase64 } from '@nacre/archive'
import type { FileContent, PathEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { Profile } from '../profile.ts'
import { inode } from '../rootfs/node.ts'
import { normalizePath, splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import type { LocalFiles } from './local-files.ts'
import { setAttributes } from './path-attributes.ts'

/** What path entries depend on beside the tree. */
export interface PathsContext {
  readonly profile: Profile
  readonly local: LocalFiles
}

/**
 * Applies the path entries of a definition, in order. What is wrong with several of them is told at once.
 *
 * @throws ImageError `ERR_IMAGE_PATH_MISSING`, `ERR_IMAGE_PATH_EXISTS`, `ERR_IMAGE_FILE_UNREADABLE`, `ERR_IMAGE_PATH_TYPE` and
 * those of the tree; `ERR_IMAGE_PATHS` for several
 */
export async function applyPaths(
  rootfs: RootFs,
  entries: readonly PathEntry[],
  { profile, local }: PathsContext,
): Promise<void> {
  const faults: { entry: PathEntry; error: ImageError }[] = []
  for (const entry of entries) {
    try {
      await place(rootfs, entry, { profile, local })
      setAttributes(rootfs, entry, profile)
    } catch (error) {
      if (!(error instanceof ImageError)) throw error
      faults.push({ entry, error })
    }
  }
  if (faults.length === 1) throw faults[0]!.error
  if (faults.length > 1) throw severalFaults(faults)
}

async function place(rootfs: RootFs, entry: PathEntry, { profile, local }: PathsContext): Promise<void> {
  switch (entry.type) {
    case 'directory': {
      const mode = entry.mode ?? (profile.modelessPaths === 'zero' ? 0 : 0o755)
      rootfs.makeDirectory(entry.path, { mode }, profile.missingParents === 'alike' ? { mode } : {})
      return
    }
    case 'empty-file':
      return emptyFile(rootfs, entry.path, profile)
    case 'file':
      return rootfs.writeFile(
        entry.path,
        'content' in entry ? contentBytes(entry.content) : await local.file(entry),
        entry.mtime === undefined ? {} : { mtime: entry.mtime },
      )
    case 'symlink':
      if (rootfs.lookup(entry.path) !== undefined) throw exists(entry.path)
      return rootfs.symlink(entry.path, entry.source)
    case 'hardlink':
      return hardlink(rootfs, entry.path, entry.source)
    case 'permissions':
      return
    case 'tree': {
      const { placeTree } = await import('./tree.ts')
      return placeTree(rootfs, entry, await local.tree(entry))
    }
    default:
      throw unknownType(entry)
  }
}

function contentBytes(content: FileContent): Uint8Array {
  return 'text' in content ? new TextEncoder().encode(content.text) : fromBase64(content.base64)
}

function emptyFile(rootfs: RootFs, path: string, profile: Profile): void {
  const found = rootfs.lookup(path, { follow: true })
  const file = found === undefined ? undefined : inode(found)
  const packaged = file?.kind === 'file' && profile.emptiedFiles === 'packaged' ? file.packaged : undefined
  if (file?.kind === 'file' && packaged !== undefined) file.content = packaged
  else rootfs.writeFile(path, new Uint8Array(0))
}

function hardlink(rootfs: RootFs, path: string, source: string): void {
  const target = rootfs.lookup(source, { follow: true })
  const file = target === undefined ? undefined : inode(target)
  if (file?.kind !== 'file') {
    throw new ImageError(
      'ERR_IMAGE_PATH_MISSING',
      `Linking "${path}" in the image: there is no file "${source}" to link to. Add a package that brings it, or create it first.`,
      { details: { path, source } },
    )
  }
  rootfs.makeDirectory(splitPath(normalizePath(path)).directory, {})
  rootfs.remove(path)
  rootfs.set(path, { kind: 'hardlink', to: file, owner: undefined })
}

function exists(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH_EXISTS',
    `Linking "${path}" in the image: it exists already. Choose another path.`,
    { details: { path } },
  )
}

function unknownType(entry: never): ImageError {
  const { path, type } = entry as { path: string; type: string }
  return new ImageError(
    'ERR_IMAGE_PATH_TYPE',
    `Changing "${path}" in the image: there is no kind of entry called "${type}". Use directory, empty-file, file, tree, symlink, hardlink or permissions.`,
    { details: { path, type } },
  )
}

function severalFaults(faults: readonly { entry: PathEntry; error: ImageError }[]): ImageError {
  const lines = faults.map(({ error }, i) => `${i + 1}. ${error.message}`)
  return new ImageError(
    'ERR_IMAGE_PATHS',
    `Changing paths of the image: ${faults.length} entries fail.\n${lines.join('\n')}`,
    {
      details: {
        faults: faults.map(({ entry, error }) => ({ path: entry.path, code: error.code, details: error.details })),
      },
    },
  )
}
