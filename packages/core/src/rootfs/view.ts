import { ImageError } from '../error.ts'
import { type Inode, inode, type Node } from './node.ts'
import { normalizePath } from './path.ts'
import type { RootFs } from './rootfs.ts'

/** What is known of one path. */
export interface PathFacts {
  /** Without a leading slash; empty for the root. */
  readonly path: string
  readonly type: 'file' | 'directory' | 'symlink' | 'char' | 'block'
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of a file, otherwise 0. */
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Where a symbolic link leads, as written. */
  readonly target?: string
  /** Major and minor number of a device. */
  readonly device?: readonly [major: number, minor: number]
  readonly xattrs: Readonly<Record<string, Uint8Array>>
}

/** The tree of a built image, for looking at it without writing it. Links are followed inside the tree only. */
export class RootFsView {
  readonly #rootfs: RootFs

  constructor(rootfs: RootFs) {
    this.#rootfs = rootfs
    Object.freeze(this)
  }

  /** Whether anything is at a path; a link that leads nowhere counts. */
  has(path: string): boolean {
    return this.#rootfs.lookup(path) !== undefined
  }

  /**
   * The bytes of the file at a path, links followed.
   *
   * @throws ImageError `ERR_IMAGE_PATH_MISSING`, `ERR_IMAGE_NOT_A_FILE`
   */
  async read(path: string): Promise<Uint8Array> {
    const found = this.#rootfs.lookup(path, { follow: true })
    if (found === undefined) throw missing(path)
    const bytes = await this.#rootfs.readFile(path)
    if (bytes === undefined) throw wrongKind(path, 'file', found.kind)
    return bytes
  }

  /**
   * The file at a path as UTF-8 text, links followed.
   *
   * @throws ImageError `ERR_IMAGE_PATH_MISSING`, `ERR_IMAGE_NOT_A_FILE`
   */
  async text(path: string): Promise<string> {
    return new TextDecoder().decode(await this.read(path))
  }

  /**
   * What is known of a path; of a link itself unless `follow` is given. A further name of a file is told as that file.
   *
   * @throws ImageError `ERR_IMAGE_PATH_MISSING`
   */
  stat(path: string, options: { follow?: boolean } = {}): PathFacts {
    const place = this.#rootfs.locate(path, options)
    if (place?.node === undefined) throw missing(path)
    return factsOf(options.follow ? place.path : normalizePath(path), place.node)
  }

  /**
   * Names in a directory, in byte order; links followed.
   *
   * @throws ImageError `ERR_IMAGE_PATH_MISSING`, `ERR_IMAGE_NOT_A_DIRECTORY`
   */
  list(path = ''): string[] {
    const found = this.#rootfs.lookup(path, { follow: true })
    if (found === undefined) throw missing(path)
    if (found.kind !== 'directory') throw wrongKind(path, 'directory', found.kind)
    return this.#rootfs.names(found)
  }

  /** Everything below a path with its facts, directories before what they hold; links are not followed. */
  *walk(path = ''): Generator<PathFacts> {
    for (const [below, node] of this.#rootfs.walk(path)) yield factsOf(below, node)
  }
}

function factsOf(path: string, node: Node): PathFacts {
  const own: Inode = inode(node)
  const { mode, uid, gid, mtime, xattrs } = own
  const common = { path, mode, uid, gid, mtime, xattrs, size: own.kind === 'file' ? own.content.size : 0 }
  switch (own.kind) {
    case 'symlink':
      return { ...common, type: 'symlink', target: own.target }
    case 'char':
    case 'block':
      return { ...common, type: own.kind, device: [own.major, own.minor] }
    default:
      return { ...common, type: own.kind }
  }
}

function missing(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH_MISSING',
    `Looking at "${path}" in the image: nothing is there. List its directory to see what is.`,
    { details: { path } },
  )
}

function wrongKind(path: string, wanted: 'file' | 'directory', met: string): ImageError {
  return new ImageError(
    wanted === 'file' ? 'ERR_IMAGE_NOT_A_FILE' : 'ERR_IMAGE_NOT_A_DIRECTORY',
    `Looking at "${path}" in the image: it is a ${met}, not a ${wanted}. Use ${wanted === 'file' ? 'list()' : 'read()'} for it.`,
    { details: { path, met } },
  )
}
