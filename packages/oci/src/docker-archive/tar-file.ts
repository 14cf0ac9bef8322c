import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { ArchiveError, collect, readTar } from '@nacre/archive'
import { OciError } from '../error.ts'
import { isMissing } from '../places/partial-file.ts'
import type { PlaceOptions } from '../places/place.ts'

/** Where the content of a member lies in the file. */
export interface Member {
  readonly name: string
  readonly offset: number
  readonly size: number
}

/** Bounds on an archive. */
export interface ArchiveLimits {
  /** Most members. Default 100 000. */
  readonly members?: number
  /** Most bytes of one JSON document in it. Default 4 MiB. */
  readonly bytes?: number
}

const maxHops = 16

/** The members of a tar file, found in one pass; their content is read from the file when asked for. */
export class TarFile {
  readonly file: string
  readonly members: ReadonlyMap<string, Member>
  readonly #links: ReadonlyMap<string, string>
  readonly #maxBytes: number

  private constructor(file: string, members: Map<string, Member>, links: Map<string, string>, maxBytes: number) {
    this.file = file
    this.members = members
    this.#links = links
    this.#maxBytes = maxBytes
  }

  /** @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_ARCHIVE_INVALID`, `ERR_OCI_LIMIT` */
  static async open(file: string, limits: ArchiveLimits = {}, options: PlaceOptions = {}): Promise<TarFile> {
    const members = new Map<string, Member>()
    const links = new Map<string, string>()
    const size = await sizeOf(file)
    await refuseCompressed(file, size)
    try {
      const stream = createReadStream(file, { highWaterMark: 1024 * 1024 })
      for await (const { header, offset } of readTar(stream, {
        maxEntries: limits.members ?? 100_000,
        maxSize: size,
      })) {
        options.signal?.throwIfAborted()
        const name = posix.normalize(header.name).replace(/^\/+/, '')
        if (header.type === 'file') {
          // A second member of one name means one thing to a reader that stops at the first and another to one that goes on.
          if (members.has(name)) throw invalid(file, `${JSON.stringify(name)} is in it twice`)
          members.set(name, { name, offset, size: header.size })
        } else if (header.type === 'symlink' || header.type === 'hardlink') {
          const base = header.type === 'symlink' ? posix.dirname(name) : '.'
          links.set(name, posix.normalize(posix.join(base, header.linkname)))
        }
      }
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error
      if (error.code === 'ERR_ARCHIVE_LIMIT') {
        throw new OciError('ERR_OCI_LIMIT', `Reading the archive ${file}: ${error.message}`, {
          cause: error,
          details: { file },
        })
      }
      throw invalid(file, 'it is no tar archive, or a damaged one', error)
    }
    return new TarFile(file, members, links, limits.bytes ?? 4 * 1024 * 1024)
  }

  /** A member by name; links inside the archive are followed. */
  member(name: string): Member | undefined {
    let at = posix.normalize(name).replace(/^\/+/, '')
    for (let hop = 0; hop <= maxHops; hop++) {
      const found = this.members.get(at)
      if (found !== undefined) return found
      const target = this.#links.get(at)
      if (target === undefined) return undefined
      at = target
    }
    throw invalid(this.file, `${JSON.stringify(name)} is a chain of more than ${maxHops} links`)
  }

  /** The content of a member, or its first bytes. */
  read(member: Member, bytes: number = member.size): AsyncIterable<Uint8Array> {
    const length = Math.min(bytes, member.size)
    if (length === 0) return nothing()
    const { offset } = member
    return createReadStream(this.file, { start: offset, end: offset + length - 1, highWaterMark: 256 * 1024 })
  }

  /** A small member, whole. @throws OciError `ERR_OCI_LIMIT` */
  async document(member: Member): Promise<Uint8Array> {
    const max = this.#maxBytes
    if (member.size > max) {
      throw new OciError(
        'ERR_OCI_LIMIT',
        `Reading ${member.name} of ${this.file}: it has ${member.size} bytes, more than the limit of ${max}; raise limits.bytes if this is meant`,
        { details: { limit: 'bytes', max, met: member.size, file: this.file } },
      )
    }
    return collect(this.read(member), { limit: max })
  }
}

/** The error of an archive that is not what it should be. */
export function invalid(file: string, met: string, cause?: unknown): OciError {
  return new OciError(
    'ERR_OCI_ARCHIVE_INVALID',
    `Reading the archive ${file}: ${met}; make it again with docker save, podman save or writeDockerArchive`,
    { details: { file, met }, cause },
  )
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new OciError('ERR_OCI_NOT_FOUND', `Opening the archive ${file}: there is no such file`, {
      cause: error,
      details: { file },
    })
  }
}

async function refuseCompressed(file: string, size: number): Promise<void> {
  if (size === 0) throw invalid(file, 'it is empty')
  const head = await collect(createReadStream(file, { start: 0, end: 3 }), { limit: 4 })
  const packed = (head[0] === 0x1f && head[1] === 0x8b) || (head[0] === 0x28 && head[1] === 0xb5)
  if (!packed) return
  throw new OciError(
    'ERR_OCI_ARCHIVE_COMPRESSED',
    `Opening the archive ${file}: it is compressed as a whole, and members cannot be reached in it; unpack it with gunzip or unzstd first`,
    { details: { file } },
  )
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
