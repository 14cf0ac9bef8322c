import { encodeText, hash } from '@nacre/archive'
import type { PreparedFile } from '../package/package-file.ts'
import { writeAcl } from './acl.ts'
import { writeTarget } from './target.ts'
import type { AdbDirectory } from './tree.ts'
import { type AdbValue, NULL } from './value.ts'
import type { AdbWriter } from './writer.ts'

/**
 * Writes directories and files in the order of apk-tools (app_mkpkg.c): the files of a directory, then the directory. The list of
 * directories itself is stored when the result is called.
 */
export function writePaths(writer: AdbWriter, directories: readonly AdbDirectory[]): () => AdbValue {
  const linked = new Set<string>()
  for (const { files } of directories)
    for (const { entry } of files) if (entry.type === 'hardlink') linked.add(entry.linkname)
  const targets = new Map<string, AdbValue>()
  const values = directories.map(({ path, entry, files }) => {
    const stored = files.map((file) => writeFile(writer, file, linked, targets))
    const name = writer.text(path)
    const acl = writeAcl(writer, entry)
    return writer.object([name, acl, writer.object(stored)])
  })
  return () => writer.object(values)
}

function writeFile(
  writer: AdbWriter,
  file: PreparedFile,
  linked: ReadonlySet<string>,
  targets: Map<string, AdbValue>,
): AdbValue {
  const { entry, content } = file
  const { type } = entry
  const regular = type === 'file' || type === 'hardlink'
  // The target of later hard links is stored before the file that they share.
  if (linked.has(entry.name))
    targets.set(entry.name, writer.blob(writeTarget({ ...entry, type: 'hardlink', linkname: entry.name })))
  const name = writer.text(entry.name.slice(entry.name.lastIndexOf('/') + 1))
  const sum = regular ? writer.blob(hash('sha256', content)) : NULL
  const target =
    type === 'file' || type === 'directory'
      ? NULL
      : type === 'hardlink'
        ? targets.get(entry.linkname)!
        : writer.blob(writeTarget({ ...entry, type }))
  const mtime = writer.int(entry.mtime)
  // The size of a symlink is that of its text, as in lstat(2).
  const size = writer.int(type === 'symlink' ? encodeText(entry.linkname).length : entry.size)
  const acl = writeAcl(writer, entry)
  return writer.object([name, acl, size, mtime, sum, target])
}
