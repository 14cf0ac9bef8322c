import { ArchiveError } from '../error.ts'
import type { RawHeader } from './decode.ts'
import type { TarHeader, TarType } from './header.ts'
import { type TarRules, tarLimitPassed } from './limits.ts'
import { parsePax } from './pax.ts'
import { paxInteger, paxSeconds } from './pax-number.ts'
import { decodeText, encodeText } from './text.ts'

const noRecords: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

/** Gathers the metadata blocks before an entry and applies them to its header block. */
export class EntryAssembler {
  readonly #rules: TarRules
  #pax: Readonly<Record<string, string>> | undefined
  #longName: string | undefined
  #longLink: string | undefined
  #firstOffset: number | undefined
  #count = 0

  constructor(rules: TarRules) {
    this.#rules = rules
  }

  /** Offset of the first metadata block of the entry to come, if one was met. */
  get pendingOffset(): number | undefined {
    return this.#firstOffset
  }

  /** How many bytes the content of a metadata block may have. */
  metaLimit(typeflag: string): number {
    return typeflag === 'x' || typeflag === 'g' ? this.#rules.maxPaxBytes : this.#rules.maxNameBytes + 1
  }

  /** Takes the content of a metadata block whose header is at `headerOffset`. */
  addMeta(typeflag: string, content: Uint8Array, headerOffset: number): void {
    this.#firstOffset ??= headerOffset
    const contentOffset = headerOffset + 512
    if (typeflag === 'x') {
      if (this.#pax !== undefined) throw misplaced(headerOffset, 'two PAX extended headers precede one entry')
      this.#pax = parsePax(content, contentOffset)
      refuseSparse(this.#pax, headerOffset)
    } else if (typeflag === 'g') {
      parsePax(content, contentOffset)
    } else {
      const zero = content.indexOf(0)
      const text = decodeText(zero < 0 ? content : content.subarray(0, zero))
      if (typeflag === 'L') this.#longName = text
      else if (this.#rules.dialect === 'pax') this.#longLink = text
    }
  }

  /** The header of the entry whose header block is `raw`, at `offset`; forgets the metadata. */
  finish(raw: RawHeader, offset: number): TarHeader {
    if (++this.#count > this.#rules.maxEntries)
      throw tarLimitPassed('the number of entries', this.#rules.maxEntries, offset)
    const pax = this.#pax ?? noRecords
    const type = this.#typeOf(raw, offset)
    const full = this.#rules.dialect === 'pax'
    const name = pax.path ?? this.#longName ?? raw.name
    const linkname = pax.linkpath ?? this.#longLink ?? raw.linkname
    const context = { offset, dialect: this.#rules.dialect }
    const number = (field: string, value: number) =>
      full && pax[field] !== undefined ? paxInteger(pax[field], { ...context, field }) : value
    let size = number('size', raw.size)
    if (size < 0) throw misplaced(offset, 'the size is negative')
    if (type !== 'file' && size > 0) {
      // POSIX.1-2017, pax: only files have content. What apk would skip and others would not is refused.
      if (!full) throw misplaced(offset, `a ${type} claims ${size} bytes of content`)
      size = 0
    }
    this.#pax = undefined
    this.#longName = undefined
    this.#longLink = undefined
    this.#firstOffset = undefined
    return {
      name: this.#checkName('name', type === 'directory' ? withoutTrailingSlashes(name) : name, offset),
      type,
      mode: raw.mode,
      uid: nonNegative(number('uid', raw.uid), 'uid', offset),
      gid: nonNegative(number('gid', raw.gid), 'gid', offset),
      size,
      mtime: full && pax.mtime !== undefined ? paxSeconds(pax.mtime, { ...context, field: 'mtime' }) : raw.mtime,
      linkname: type === 'hardlink' || type === 'symlink' ? this.#checkName('link target', linkname, offset) : '',
      uname: full ? (pax.uname ?? raw.uname) : raw.uname,
      gname: full ? (pax.gname ?? raw.gname) : raw.gname,
      devmajor: raw.devmajor,
      devminor: raw.devminor,
      pax,
    }
  }

  #typeOf(raw: RawHeader, offset: number): TarType {
    switch (raw.typeflag) {
      case '0':
      case '7':
        return 'file'
      case '\0':
        // V7: a name that ends in a slash is a directory.
        if (this.#rules.dialect === 'pax') return raw.name.endsWith('/') ? 'directory' : 'file'
        break
      case '1':
        return 'hardlink'
      case '2':
        return 'symlink'
      case '3':
        return 'char'
      case '4':
        return 'block'
      case '5':
        return 'directory'
      case '6':
        return 'fifo'
    }
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_TYPE',
      `reading the tar header at offset ${offset}: entries of type ${JSON.stringify(raw.typeflag)} are not supported; write the archive without sparse files and vendor extensions`,
      { details: { offset, typeflag: raw.typeflag } },
    )
  }

  #checkName(what: string, name: string, offset: number): string {
    const limit = this.#rules.maxNameBytes
    if (name.length > limit || (name.length * 3 > limit && encodeText(name).length > limit)) {
      throw tarLimitPassed(`the length of a ${what}`, limit, offset)
    }
    if (name !== '' && !name.includes('\0')) return name
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_NAME',
      `reading the tar header at offset ${offset}: the ${what} ${name === '' ? 'is empty' : 'holds a NUL'}; the archive is damaged or made to deceive`,
      { details: { offset, what } },
    )
  }
}

function withoutTrailingSlashes(name: string): string {
  let end = name.length
  while (end > 1 && name.charCodeAt(end - 1) === 47) end--
  return end === name.length ? name : name.slice(0, end)
}

function nonNegative(value: number, field: string, offset: number): number {
  if (value < 0) throw misplaced(offset, `the ${field} is negative`)
  return value
}

function refuseSparse(pax: Readonly<Record<string, string>>, offset: number): void {
  // GNU tar manual, "Storing Sparse Files", PAX formats 0.0 to 1.0.
  for (const key in pax) {
    if (!key.startsWith('GNU.sparse.')) continue
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_TYPE',
      `reading the tar header at offset ${offset}: a sparse file is announced; write the archive without --sparse`,
      { details: { offset, key } },
    )
  }
}

function misplaced(offset: number, reason: string): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_TAR_HEADER',
    `reading the tar header at offset ${offset}: ${reason}; the archive is damaged or made to deceive`,
    { details: { offset, reason } },
  )
}
