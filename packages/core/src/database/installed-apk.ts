import {
  formatInstalled,
  type InstalledAccess,
  type InstalledDirectory,
  type InstalledFile,
  type InstalledPackage as InstalledRecord,
} from '@nacre/apk'
import type { InstalledPackage } from '../install/install.ts'
import { type Inode, inode } from '../rootfs/node.ts'
import { compareNames, normalizePath, splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { checksumText } from './checksum-text.ts'

/** The installed database as apk writes it: records by name, directories as the package has them, files by name. */
export function apkInstalledText(
  rootfs: RootFs,
  installed: readonly InstalledPackage[],
  owners: readonly number[],
): string {
  const records = owners.map((owner) => installedRecord(rootfs, installed[owner]!, owner))
  return formatInstalled(records.sort((a, b) => compareNames(a.name, b.name)))
}

function installedRecord(rootfs: RootFs, one: InstalledPackage, owner: number): InstalledRecord {
  const { info, record } = one.package
  const { replaces, replacesPriority } = info
  const directories = directoriesOf(rootfs, one, owner)
  return { ...record, replaces, replacesPriority, repositoryTag: '', flags: '', directories }
}

function directoriesOf(rootfs: RootFs, { entries }: InstalledPackage, owner: number): InstalledDirectory[] {
  const directories = new Map<string, InstalledDirectory>()
  for (const entry of entries) {
    const path = normalizePath(entry.name)
    if (entry.type === 'directory') {
      directories.set(path, { name: path, ...accessOf(entry), files: [] })
      continue
    }
    const node = rootfs.lookup(path)
    if (node?.owner !== owner) continue
    const { directory, name } = splitPath(path)
    directories.get(directory)?.files.push(fileOf(name, inode(node)))
  }
  for (const { files } of directories.values()) files.sort((a, b) => compareNames(a.name, b.name))
  return [...directories.values()]
}

function fileOf(name: string, own: Inode): InstalledFile {
  const { uid, gid, mode } = own
  const checksum = own.kind === 'file' || own.kind === 'symlink' ? own.checksum : undefined
  return checksum === undefined ? { name, uid, gid, mode } : { name, uid, gid, mode, checksum: checksumText(checksum) }
}

function accessOf({ uid, gid, mode }: InstalledAccess): InstalledAccess {
  return { uid, gid, mode }
}
