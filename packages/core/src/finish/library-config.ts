import type { Profile } from '../profile.ts'
import { compareNames, joinPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** Files that include each other deeper than this are a loop. */
const MAX_DEPTH = 16

/**
 * Directories that `/etc/ld.so.conf` names, in order, with included files (ld.so(8), ldconfig(8)).
 *
 * apko's rules stop reading a file at its first `include` and keep what several files name more than once.
 */
export async function libraryDirectories(rootfs: RootFs, path: string, profile: Profile, depth = 0): Promise<string[]> {
  const text = await rootfs.readText(path)
  if (text === undefined || depth > MAX_DEPTH) return []
  const directories: string[] = []
  for (const line of text.split('\n')) {
    const value = line.replace(/#.*/, '').trim()
    if (value === '') continue
    const pattern = /^include (.*)$/.exec(value)?.[1]
    if (pattern === undefined) {
      if (!directories.includes(value)) directories.push(value)
      continue
    }
    for (const included of globPaths(rootfs, pattern.trim())) {
      directories.push(...(await libraryDirectories(rootfs, included, profile, depth + 1)))
    }
    if (profile.libraryCache === 'apko') return directories
  }
  return profile.libraryCache === 'apko' ? directories : [...new Set(directories)]
}

// Paths of the tree that a shell pattern names, `*`, `?` and `[...]` within one component, in the order of names.
function globPaths(rootfs: RootFs, pattern: string): string[] {
  let paths = ['']
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    const expression = globExpression(part)
    paths = paths.flatMap((path) => {
      const node = rootfs.lookup(path, { follow: true })
      if (node?.kind !== 'directory') return []
      const names = [...node.children.keys()].filter((name) => expression.test(name))
      return names.sort(compareNames).map((name) => joinPath(path, name))
    })
  }
  return paths
}

function globExpression(part: string): RegExp {
  const source = part.replace(/\[\^?[^\]]+\]|[\s\S]/g, (token) => {
    if (token === '*') return '.*'
    if (token === '?') return '.'
    return token.length > 1 ? token.replaceAll('\\', '\\\\') : token.replace(/[\\^$.|+()[\]{}]/g, '\\$&')
  })
  return new RegExp(`^${source}$`, 's')
}
