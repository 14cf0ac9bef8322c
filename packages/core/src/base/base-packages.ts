import {
  emptyPackageInfo,
  type InstalledPackage as InstalledRecord,
  type PackageEntry,
  type PackageInfo,
} from '@nacre/apk'
import { fromBase64, toHex } from '@nacre/archive'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { joinPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import type { Base } from './base.ts'

/**
 * The packages of a base image as if they had just been installed: what its database says of them, and no content beyond
 * the tree's. Files of the tree become theirs, so that what is installed on top meets their owners.
 */
export function basePackages({ rootfs, installed }: Base): ExpandedPackage[] {
  return installed.map((record, owner) => {
    const entries = entriesOf(record)
    for (const { name, type, checksum } of entries) own(rootfs, name, type, owner, checksum)
    return {
      info: infoOf(record),
      record,
      checksum: record.checksum,
      size: record.size,
      entries,
      control: [],
      content: { id: record.checksum, fill: () => 0, close: async () => {} },
    }
  })
}

function infoOf(record: InstalledRecord): PackageInfo {
  const { checksum: _, size: __, repositoryTag: ___, flags: ____, directories: _____, ...metadata } = record
  return { ...emptyPackageInfo(), ...metadata }
}

function entriesOf({ directories }: InstalledRecord): PackageEntry[] {
  return directories.flatMap((directory) => [
    entry(directory.name, 'directory', directory),
    ...directory.files.map((file) => entry(joinPath(directory.name, file.name), 'file', file)),
  ])
}

function entry(
  name: string,
  type: 'directory' | 'file',
  { mode, uid, gid, checksum }: { mode: number; uid: number; gid: number; checksum?: string },
): PackageEntry {
  const owner = { mode, uid, gid, uname: '', gname: '' }
  const rest = { size: 0, mtime: 0, linkname: '', devmajor: 0, devminor: 0, xattrs: {}, offset: 0 }
  return {
    name,
    type,
    ...owner,
    ...rest,
    ...(checksum?.startsWith('Q1') ? { checksum: toHex(fromBase64(checksum.slice(2))) } : {}),
  }
}

function own(rootfs: RootFs, path: string, type: string, owner: number, checksum: string | undefined): void {
  const place = rootfs.locate(path)
  const node = place?.node
  if (place === undefined || node === undefined) return
  if (node.kind === 'hardlink') place.directory.children.set(place.name, { ...node, owner })
  else if (type === 'file' || node.owner === undefined) node.owner = owner
  if ((node.kind === 'file' || node.kind === 'symlink') && checksum !== undefined) node.checksum = checksum
}
