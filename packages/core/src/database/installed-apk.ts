import { formatIndex, type PackageEntry } from '@nacre/apk'
import { fromHex, toBase64 } from '@nacre/archive'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { InstalledPackage } from '../install/install.ts'
import { inode, type Inode } from '../rootfs/node.ts'
import { compareNames, normalizePath, splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** The installed database as apk writes it: records by name, directories as the package has them, files by name. */
export function apkInstalledText(rootfs: RootFs, installed: readonly InstalledPackage[]): string {
  return installed
    .map((one, owner) => ({ name: one.package.info.name, text: recordText(rootfs, one, owner) }))
    .sort((a, b) => compareNames(a.name, b.name))
    .map(({ text }) => text)
    .join('')
}

function recordText(rootfs: RootFs, { package: pkg, entries }: InstalledPackage, owner: number): string {
  return `${[headerText(pkg), ...replacesLines(pkg), ...fileLines(rootfs, entries, owner)].join('\n')}\n\n`
}

function headerText({ info, checksum, size }: ExpandedPackage): string {
  return formatIndex([{ ...info, checksum, size }]).trimEnd()
}

function replacesLines({ info }: ExpandedPackage): string[] {
  return [
    ...(info.replaces.length > 0 ? [`r:${info.replaces.join(' ')}`] : []),
    ...(info.replacesPriority > 0 ? [`q:${info.replacesPriority}`] : []),
  ]
}

function fileLines(rootfs: RootFs, entries: readonly PackageEntry[], owner: number): string[] {
  const directories = new Map<string, string[]>()
  const directory = (path: string): string[] => {
    const names = directories.get(path) ?? []
    directories.set(path, names)
    return names
  }
  for (const entry of entries) {
    const path = normalizePath(entry.name)
    if (entry.type === 'directory') directory(path)
    else if (rootfs.lookup(path)?.owner === owner) directory(splitPath(path).directory).push(path)
  }
  return [...directories].flatMap(([path, files]) => [
    `F:${path}`,
    ...attributeLine('M', rootfs.lookup(path, { follow: true }), 0o755),
    ...files.sort(compareNames).flatMap((file) => fileLinesOf(file, rootfs)),
  ])
}

function fileLinesOf(path: string, rootfs: RootFs): string[] {
  const node = rootfs.lookup(path)
  const own = node === undefined ? undefined : inode(node)
  const checksum = own?.kind === 'file' || own?.kind === 'symlink' ? own.checksum : undefined
  return [
    `R:${splitPath(path).name}`,
    ...attributeLine('a', node, 0o644),
    ...(checksum === undefined ? [] : [`Z:Q1${toBase64(fromHex(checksum))}`]),
  ]
}

function attributeLine(letter: 'M' | 'a', node: ReturnType<RootFs['lookup']>, usual: number): string[] {
  if (node === undefined) return []
  const { uid, gid, mode }: Inode = inode(node)
  if (uid === 0 && gid === 0 && mode === usual) return []
  return [`${letter}:${uid}:${gid}:${mode.toString(8)}`]
}
