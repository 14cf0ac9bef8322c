/** What the dynamic loader's cache has to know of a shared object. */
export interface SharedObject {
  /** `e_machine` of the file header. */
  readonly machine: number
  /** `e_flags` of the file header. */
  readonly flags: number
  readonly bits: 32 | 64
  readonly littleEndian: boolean
  /** Names that it goes by: every DT_SONAME. */
  readonly sonames: readonly string[]
}

const ET_DYN = 3
const SHT_DYNAMIC = 6
const DT_SONAME = 14

/** Reads the headers of an ELF file (System V ABI, "Object Files"); nothing for what is no shared object, or is damaged. */
export function readSharedObject(bytes: Uint8Array): SharedObject | undefined {
  try {
    return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function read(view: DataView): SharedObject | undefined {
  if (view.byteLength < 52 || view.getUint32(0) !== 0x7f454c46) return undefined
  const wide = view.getUint8(4) === 2
  const little = view.getUint8(5) === 1
  const half = (at: number): number => view.getUint16(at, little)
  const word = (at: number): number => view.getUint32(at, little)
  const address = (at: number): number => (wide ? Number(view.getBigUint64(at, little)) : word(at))
  if (half(16) !== ET_DYN) return undefined

  const table = address(wide ? 40 : 32)
  const entrySize = half(wide ? 58 : 46)
  const count = half(wide ? 60 : 48)
  const section = (index: number) => {
    const at = table + index * entrySize
    return {
      type: word(at + 4),
      offset: address(at + (wide ? 24 : 16)),
      size: address(at + (wide ? 32 : 20)),
      link: word(at + (wide ? 40 : 24)),
    }
  }
  const sonames: string[] = []
  for (let i = 0; table !== 0 && i < count; i++) {
    const dynamic = section(i)
    if (dynamic.type !== SHT_DYNAMIC) continue
    const strings = section(dynamic.link)
    const size = wide ? 16 : 8
    for (let at = dynamic.offset; at + size <= dynamic.offset + dynamic.size; at += size) {
      if (address(at) !== DT_SONAME) continue
      const name = textAt(view, strings.offset + address(at + size / 2), strings.offset + strings.size)
      if (name !== undefined) sonames.push(name)
    }
    break
  }
  return { machine: half(18), flags: word(wide ? 48 : 36), bits: wide ? 64 : 32, littleEndian: little, sonames }
}

function textAt(view: DataView, start: number, end: number): string | undefined {
  for (let at = start; at < end; at++) {
    if (view.getUint8(at) === 0)
      return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start, at - start))
  }
  return undefined
}
