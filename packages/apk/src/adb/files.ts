import { toHex } from '@nacre/archive'
import type { PackageEntry } from '../package/package.ts'
import { readAcl } from './acl.ts'
import type { AdbBlock } from './blocks.ts'
import { readFault } from './fault.ts'
import type { AdbReader } from './reader.ts'
import { directoryField, fileField } from './schemas.ts'
import { readTarget } from './target.ts'
import { type AdbValue, NULL } from './value.ts'

/** Head of a data block: slot numbers of the directory and of the file in it. */
const DATA_HEAD_SIZE = 8

/** Work of reading an entry, in dependencies. */
const ENTRY_WORK = 16

/** Owners are names, to be looked up where the package is installed; until then all but root are nobody (apk-tools extract_v3.c). */
const NOBODY = 65534

/**
 * The entries of a v3 package, each regular file with its data block: directories in stored order, each followed by its files.
 * The root directory itself is not an entry (apk-tools extract_v3.c, `apk_extract_v3_next_file`).
 *
 * @throws ApkError ERR_APK_ADB_ENTRY an entry that makes no sense; ERR_APK_ADB_VALUE
 * @throws ApkError ERR_APK_ADB_BLOCK a data block that is missing, left over, of another file, or of another length
 */
export function* readFiles(
  reader: AdbReader,
  paths: AdbValue,
  data: Iterator<AdbBlock>,
): Generator<PackageEntry, void> {
  const directories = reader.object(paths)
  const directoryCount = reader.count(directories, ENTRY_WORK)
  for (let directorySlot = 1; directorySlot <= directoryCount; directorySlot++) {
    const directory = reader.object(reader.field(directories, directorySlot))
    const path = reader.text(reader.field(directory, directoryField.name))
    if (path !== '') yield readDirectory(reader, directory, path)
    const files = reader.object(reader.field(directory, directoryField.files))
    const fileCount = reader.count(files, ENTRY_WORK)
    for (let fileSlot = 1; fileSlot <= fileCount; fileSlot++) {
      const entry = readFile(reader, reader.object(reader.field(files, fileSlot)), path)
      yield entry.type === 'file' && entry.size > 0
        ? { ...entry, offset: contentStart(data, directorySlot, fileSlot, entry) }
        : entry
    }
  }
  if (data.next().done !== true) throw readFault('ERR_APK_ADB_BLOCK', 'it has more data blocks than files')
}

function readDirectory(reader: AdbReader, directory: number, name: string): PackageEntry {
  const acl = readAcl(reader, reader.field(directory, directoryField.acl))
  return {
    ...acl,
    ...numericOwner(acl),
    name,
    type: 'directory',
    size: 0,
    mtime: 0,
    linkname: '',
    devmajor: 0,
    devminor: 0,
    offset: 0,
  }
}

function readFile(reader: AdbReader, file: number, directory: string): PackageEntry {
  const basename = reader.text(reader.field(file, fileField.name))
  const name = directory === '' ? basename : `${directory}/${basename}`
  if (basename === '' || basename.includes('/'))
    throw readFault('ERR_APK_ADB_ENTRY', `a file in it is named ${JSON.stringify(basename)}`, { name })
  const acl = readAcl(reader, reader.field(file, fileField.acl))
  const hash = reader.blob(reader.field(file, fileField.hash))
  const targetValue = reader.field(file, fileField.target)
  const target = targetValue === NULL ? REGULAR : readTarget(reader.blob(targetValue))
  if (target.type === 'file' && hash.length === 0)
    throw readFault('ERR_APK_ADB_ENTRY', `the file ${name} has no hash`, { name })
  return {
    ...acl,
    ...numericOwner(acl),
    ...target,
    name,
    // A hard link repeats the size and hash of the file that it names.
    size: target.type === 'file' ? reader.int(reader.field(file, fileField.size)) : 0,
    mtime: reader.int(reader.field(file, fileField.mtime)),
    ...(hash.length === 0 ? undefined : { checksum: toHex(hash) }),
    offset: 0,
  }
}

const REGULAR = { type: 'file', linkname: '', devmajor: 0, devminor: 0 } as const

function numericOwner({ uname, gname }: { readonly uname: string; readonly gname: string }): {
  uid: number
  gid: number
} {
  return { uid: uname === 'root' ? 0 : NOBODY, gid: gname === 'root' ? 0 : NOBODY }
}

/** Where the content of a file begins; its data block has to be the next one (apk-tools extract_v3.c, `apk_extract_v3_data_block`). */
function contentStart(data: Iterator<AdbBlock>, directorySlot: number, fileSlot: number, entry: PackageEntry): number {
  const next = data.next()
  if (next.done === true)
    throw readFault('ERR_APK_ADB_BLOCK', `the data of ${entry.name} are missing`, { name: entry.name })
  const { payload, start } = next.value
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  const fits =
    payload.length === DATA_HEAD_SIZE + entry.size &&
    view.getUint32(0, true) === directorySlot &&
    view.getUint32(4, true) === fileSlot
  if (fits) return start + DATA_HEAD_SIZE
  throw readFault(
    'ERR_APK_ADB_BLOCK',
    `the data of another file, or of another length, stand where those of ${entry.name} should`,
    {
      name: entry.name,
    },
  )
}

/** The head of the data block of a file. */
export function dataHead(directorySlot: number, fileSlot: number): Uint8Array {
  const head = new Uint8Array(DATA_HEAD_SIZE)
  const view = new DataView(head.buffer)
  view.setUint32(0, directorySlot, true)
  view.setUint32(4, fileSlot, true)
  return head
}
