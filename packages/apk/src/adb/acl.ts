import { concatBytes, decodeText, encodeText } from '@nacre/archive'
import { compareBytes } from './byte-order.ts'
import { readFault } from './fault.ts'
import type { AdbReader } from './reader.ts'
import { aclField } from './schemas.ts'
import type { AdbValue } from './value.ts'
import type { AdbWriter } from './writer.ts'

/** Mode and owner of one path. */
export interface Acl {
  readonly mode: number
  readonly uname: string
  readonly gname: string
  readonly xattrs: Readonly<Record<string, Uint8Array>>
}

/** Permission bits: all that `mode` may hold. */
const MODE_BITS = 0o7777

/** Work of reading an extended attribute, in dependencies. */
const XATTR_WORK = 32

/** An ACL object. Throws `ERR_APK_ADB_ENTRY` for file type bits in the mode, and for a nameless extended attribute. */
export function readAcl(reader: AdbReader, value: AdbValue): Acl {
  const object = reader.object(value)
  const mode = reader.int(reader.field(object, aclField.mode))
  if (mode > MODE_BITS) throw readFault('ERR_APK_ADB_ENTRY', `a mode in it is 0o${mode.toString(8)}`, { mode })
  return {
    mode,
    uname: reader.text(reader.field(object, aclField.user)),
    gname: reader.text(reader.field(object, aclField.group)),
    xattrs: readXattrs(reader, reader.field(object, aclField.xattrs)),
  }
}

/** Writes an ACL object: mode, user, group, extended attributes, sorted bytewise. */
export function writeAcl(writer: AdbWriter, acl: Acl): AdbValue {
  const mode = writer.int(acl.mode & MODE_BITS)
  const user = writer.text(acl.uname)
  const group = writer.text(acl.gname)
  // The one list that mkpkg stores as an array.
  const xattrs = writer.array(xattrBlobs(acl.xattrs).map((blob) => writer.blob(blob)))
  return writer.object([mode, user, group, xattrs])
}

/** Each attribute is one byte string: name, NUL, value. */
function readXattrs(reader: AdbReader, value: AdbValue): Record<string, Uint8Array> {
  const list = reader.object(value)
  const count = reader.count(list, XATTR_WORK)
  const xattrs: [string, Uint8Array][] = []
  for (let item = 1; item <= count; item++) {
    const blob = reader.blob(reader.field(list, item))
    const end = blob.indexOf(0)
    if (end < 1) throw readFault('ERR_APK_ADB_ENTRY', 'an extended attribute in it has no name')
    xattrs.push([decodeText(blob.subarray(0, end)), blob.subarray(end + 1)])
  }
  return Object.fromEntries(xattrs)
}

function xattrBlobs(xattrs: Acl['xattrs']): Uint8Array[] {
  return Object.entries(xattrs)
    .map(([name, value]) => concatBytes([encodeText(`${name}\0`), value]))
    .sort(compareBytes)
}
