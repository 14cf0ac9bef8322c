import { ImageError } from '../error.ts'
import type { DirectoryNode } from '../rootfs/node.ts'
import { directoryNode } from '../rootfs/node.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

const DATABASE = 'usr/lib/apk'

/**
 * Makes `lib/apk` lead to `usr/lib/apk`, for programs that look for the installed database where apk 2 kept it: nothing
 * where `lib` or `lib/apk` leads there already, and only empty directories of packages are replaced (apko 1.2).
 *
 * @param mergedBase whether the base image has `lib` as a link to `usr/lib`: the link is then repeated, not filled
 * @throws ImageError `ERR_IMAGE_DATABASE_LINK` when `lib/apk` holds files
 */
export function linkDatabase(rootfs: RootFs, options: { mergedBase?: boolean } = {}): void {
  if (leadsTo(rootfs, 'lib', 'usr/lib') || leadsTo(rootfs, 'lib/apk', DATABASE)) return
  if (rootfs.lookup('lib', { follow: true }) === undefined) {
    if (options.mergedBase) {
      if (rootfs.lookup('lib') === undefined) rootfs.symlink('lib', 'usr/lib')
      return
    }
    rootfs.root.children.set('lib', directoryNode())
  }
  const found = rootfs.lookup('lib/apk', { follow: true })
  if (found?.kind === 'directory') {
    requireEmpty(found)
    rootfs.remove('lib/apk')
  }
  rootfs.symlink('lib/apk', `../${DATABASE}`)
}

function leadsTo(rootfs: RootFs, path: string, target: string): boolean {
  const node = rootfs.lookup(path)
  if (node?.kind !== 'symlink') return false
  const names: string[] = []
  for (const name of node.target.split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return names.join('/') === target
}

function requireEmpty(directory: DirectoryNode): void {
  for (const [name, child] of directory.children) {
    if (child.kind === 'directory' && child.children.size === 0) continue
    throw new ImageError(
      'ERR_IMAGE_DATABASE_LINK',
      `Linking /lib/apk to /${DATABASE}: /lib/apk/${name} is ${child.kind === 'directory' ? 'not empty' : 'no directory'}. Leave out the package that brings it.`,
      { details: { path: `lib/apk/${name}` } },
    )
  }
}
