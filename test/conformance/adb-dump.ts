/**
 * A second reader of v3 files, written apart from the one in `@nacre/apk`, from the description of the format alone
 * (apk-v3(5), apk-tools adb.h and apk_adb.h): tables of types and a walk over a DataView. It checks what the format
 * demands of a writer, and gives the content as plain values.
 */

/** How a field is read: a scalar, a named object, or a list of either. */
type Kind = 'text' | 'hex' | 'int' | `${string}[]` | string

const schemas: Readonly<Record<string, readonly (readonly [name: string, kind: Kind])[]>> = {
  package: [
    ['info', 'pkginfo'],
    ['paths', 'dir[]'],
    ['scripts', 'scripts'],
    ['triggers', 'text[]'],
    ['replaces-priority', 'int'],
  ],
  index: [
    ['description', 'text'],
    ['packages', 'pkginfo[]'],
    ['pkgname-spec', 'text'],
  ],
  pkginfo: [
    ['name', 'text'],
    ['version', 'text'],
    ['hashes', 'hex'],
    ['description', 'text'],
    ['arch', 'text'],
    ['license', 'text'],
    ['origin', 'text'],
    ['maintainer', 'text'],
    ['url', 'text'],
    ['repo-commit', 'hex'],
    ['build-time', 'int'],
    ['installed-size', 'int'],
    ['file-size', 'int'],
    ['provider-priority', 'int'],
    ['depends', 'dependency[]'],
    ['provides', 'dependency[]'],
    ['replaces', 'dependency[]'],
    ['install-if', 'dependency[]'],
    ['recommends', 'dependency[]'],
    ['layer', 'int'],
    ['tags', 'text[]'],
  ],
  dependency: [
    ['name', 'text'],
    ['version', 'text'],
    ['match', 'int'],
  ],
  dir: [
    ['name', 'text'],
    ['acl', 'acl'],
    ['files', 'file[]'],
  ],
  file: [
    ['name', 'text'],
    ['acl', 'acl'],
    ['size', 'int'],
    ['mtime', 'int'],
    ['hash', 'hex'],
    ['target', 'hex'],
  ],
  acl: [
    ['mode', 'int'],
    ['user', 'text'],
    ['group', 'text'],
    ['xattrs', 'hex[]'],
  ],
  scripts: [
    ['trigger', 'text'],
    ['pre-install', 'text'],
    ['post-install', 'text'],
    ['pre-deinstall', 'text'],
    ['post-deinstall', 'text'],
    ['pre-upgrade', 'text'],
    ['post-upgrade', 'text'],
  ],
}

/** A value of a dump. */
export type Dumped = string | number | { [field: string]: Dumped } | Dumped[]

/** A v3 file as the second reader sees it. */
export interface AdbDump {
  readonly schema: string
  readonly payload: Uint8Array
  readonly signatures: Uint8Array[]
  readonly data: Uint8Array[]
  readonly root: Dumped
  /** Faults against the conventions of a writer. */
  readonly faults: string[]
}

/** Takes an uncompressed file apart. */
export function dumpAdb(file: Uint8Array): AdbDump {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const magic = Buffer.from(file.subarray(0, 8)).toString('latin1')
  const schema = { 'ADB.pckg': 'package', 'ADB.indx': 'index' }[magic]
  if (schema === undefined) throw new Error(`no v3 file: ${magic}`)
  const blocks: [number, Uint8Array][] = []
  for (let at = 8; at < file.length; ) {
    const word = view.getUint32(at, true)
    const size = word & 0x3fff_ffff
    blocks.push([word >>> 30, file.subarray(at + 4, at + size)])
    at += (size + 7) & ~7
    if (at > file.length) throw new Error('a block is not padded to 8 bytes')
  }
  const ofType = (type: number): Uint8Array[] =>
    blocks.filter(([found]) => found === type).map(([, payload]) => payload)
  const [payload] = ofType(0)
  if (payload === undefined) throw new Error('no ADB block')
  const { root, faults } = dumpPayload(payload, schema)
  const order = blocks.map(([type]) => type).join('')
  if (!/^01*2*$/.test(order)) faults.push(`blocks in the order ${order}`)
  return { schema, payload, signatures: ofType(1), data: ofType(2), root, faults }
}

function dumpPayload(payload: Uint8Array, schema: string): { root: Dumped; faults: string[] } {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  const faults: string[] = []
  const stored = new Map<string, number>()
  if (view.getUint32(0, true) !== 0) faults.push('a version or reserved byte is not 0')

  /** Notes that a range is in use: aligned, behind what it refers to, and not there twice. */
  const use = (what: string, start: number, size: number, alignment: number): void => {
    if (start % alignment !== 0) faults.push(`${what} at ${start} is not aligned to ${alignment}`)
    const key = `${what} ${Buffer.from(payload.subarray(start, start + size)).toString('latin1')}`
    const before = stored.get(key)
    if (before !== undefined && before !== start) faults.push(`${what} at ${start} is stored at ${before} already`)
    stored.set(key, start)
  }

  const blob = (value: number): Uint8Array => {
    const start = value & 0x0fff_ffff
    const head = ({ 8: 1, 9: 2, 10: 4 } as const)[value >>> 28]
    if (head === undefined) throw new Error(`no blob: ${value.toString(16)}`)
    const size =
      head === 1 ? view.getUint8(start) : head === 2 ? view.getUint16(start, true) : view.getUint32(start, true)
    const smallest = size > 0xffff ? 4 : size > 0xff ? 2 : 1
    if (head !== smallest) faults.push(`a blob of ${size} bytes has a length of ${head} bytes`)
    if (size === 0) faults.push('an empty blob is stored')
    use('blob', start, head + size, head)
    return payload.subarray(start + head, start + head + size)
  }

  const int = (value: number): number => {
    const start = value & 0x0fff_ffff
    if (value >>> 28 === 1) return start
    const wide = value >>> 28 === 3
    if (!wide && value >>> 28 !== 2) throw new Error(`no number: ${value.toString(16)}`)
    use('number', start, wide ? 8 : 4, 4)
    const number = view.getUint32(start, true) + (wide ? view.getUint32(start + 4, true) * 2 ** 32 : 0)
    if (number < (wide ? 2 ** 32 : 2 ** 28)) faults.push(`the number ${number} is stored wider than it needs`)
    return number
  }

  const slots = (value: number): number[] => {
    if (value >>> 28 !== 0xd && value >>> 28 !== 0xe) throw new Error(`no slots: ${value.toString(16)}`)
    const start = value & 0x0fff_ffff
    const count = view.getUint32(start, true)
    use('slots', start, 4 * count, 4)
    const values = Array.from({ length: count - 1 }, (_, slot) => view.getUint32(start + 4 * (slot + 1), true))
    if (values.length === 0 || values.at(-1) === 0) faults.push(`the slots at ${start} end in null`)
    for (const child of values) {
      if (child >>> 28 > 1 && (child & 0x0fff_ffff) >= start)
        faults.push(`the slots at ${start} come before what they refer to`)
    }
    return values
  }

  const walk = (value: number, kind: Kind): Dumped => {
    if (kind.endsWith('[]')) return slots(value).map((item) => walk(item, kind.slice(0, -2)))
    if (kind === 'int') return int(value)
    if (kind === 'text') return Buffer.from(blob(value)).toString()
    if (kind === 'hex') return Buffer.from(blob(value)).toString('hex')
    const fields = schemas[kind]!
    const object: Record<string, Dumped> = {}
    slots(value).forEach((field, slot) => {
      const [name, fieldKind] = fields[slot] ?? [`slot ${slot + 1}`, 'hex']
      if (field !== 0) object[name] = walk(field, fieldKind)
    })
    return object
  }
  return { root: walk(view.getUint32(4, true), schema), faults }
}
