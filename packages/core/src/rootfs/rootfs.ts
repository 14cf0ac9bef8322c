import { ImageError } from '../error.ts'
import { bytesContent, contentBytes } from './content.ts'
import {
  type Attributes,
  type DirectoryNode,
  directoryNode,
  type FileNode,
  fileNode,
  inode,
  type Node,
  symlinkNode,
} from './node.ts'
import { compareNames, joinPath, normalizePath, splitPath } from './path.ts'

/** Symbolic links followed on the way to one path before it counts as a loop (Linux: 40). */
const MAX_LINKS = 40

/** Where a path leads once the links in its directory part were followed. */
export interface Place {
  /** The directory that holds the name. */
  readonly directory: DirectoryNode
  /** The last component; empty for the root itself. */
  readonly name: string
  /** The path with no link left in its directory part. */
  readonly path: string
  /** What stands there now. */
  readonly node: Node | undefined
}

/**
 * The tree of an image: nodes that refer to content elsewhere, so no file is copied while it grows.
 * Every path is normalised on entry, and links are followed inside the root only: an absolute target starts at the
 * root of the tree, and `..` at the root stays there.
 */
export class RootFs {
  readonly root: DirectoryNode = directoryNode()

  /** The same tree with nodes of its own; contents are shared. */
  copy(): RootFs {
    const copy = new RootFs()
    copyInto(copy.root, this.root, new Map())
    return copy
  }

  /** What stands at a path; links in its directory part are followed, the last one only with `follow`. */
  lookup(path: string, options: { follow?: boolean } = {}): Node | undefined {
    return this.locate(path, options)?.node
  }

  /** Where a path leads, or nothing when a directory on the way is missing or is no directory. */
  locate(path: string, options: { follow?: boolean } = {}): Place | undefined {
    const normal = normalizePath(path)
    const follow = options.follow ?? false
    return this.#straight(normal, follow) ?? this.#resolve(normal.split('/'), follow)
  }

  /**
   * The directory at a path, made with all its missing parents.
   *
   * @throws ImageError `ERR_IMAGE_NOT_A_DIRECTORY` when something else stands in the way.
   */
  makeDirectory(
    path: string,
    attributes: Partial<Attributes> = {},
    parents: Partial<Attributes> = attributes,
  ): DirectoryNode {
    const normal = normalizePath(path)
    const found = this.locate(normal, { follow: true })
    if (found?.node?.kind === 'directory') return found.node
    const names = normal.split('/')
    let made = this.root
    for (let end = 1; end <= names.length; end++) {
      const upTo = names.slice(0, end).join('/')
      const place = this.locate(upTo, { follow: true })
      if (place === undefined) throw notDirectory(path, upTo)
      if (place.node === undefined) {
        made = directoryNode(end === names.length ? attributes : parents)
        place.directory.children.set(place.name, made)
      } else if (place.node.kind === 'directory') made = place.node
      else throw notDirectory(path, place.path)
    }
    return made
  }

  /**
   * Puts a node at a path, in place of what is there. The directory has to exist.
   *
   * @throws ImageError `ERR_IMAGE_PATH_MISSING` when its directory does not exist.
   */
  set(path: string, node: Node): void {
    const place = this.locate(path)
    if (place === undefined || place.name === '') throw missing(path)
    place.directory.children.set(place.name, node)
  }

  /** Removes what stands at a path, whole directories included; says whether anything was there. */
  remove(path: string): boolean {
    const place = this.locate(path)
    return place?.node !== undefined && place.directory.children.delete(place.name)
  }

  /**
   * Writes a file, with its missing parents; an existing file keeps its attributes where none are given, and links are
   * followed.
   *
   * @throws ImageError `ERR_IMAGE_PATH_EXISTS` when a directory stands at the path
   */
  writeFile(path: string, value: string | Uint8Array, attributes: Partial<Attributes> = {}): void {
    const content = bytesContent(value)
    this.makeDirectory(splitPath(normalizePath(path)).directory, {})
    const place = this.locate(path, { follow: true })
    if (place === undefined || place.name === '') throw missing(path)
    const node = place.node === undefined ? undefined : inode(place.node)
    if (node?.kind === 'directory') throw isDirectory(path)
    if (node?.kind !== 'file') {
      place.directory.children.set(place.name, fileNode(content, attributes))
      return
    }
    Object.assign(node, attributes)
    node.content = content
    node.checksum = undefined
  }

  /** The bytes of the file at a path, links followed; nothing when there is no file. */
  async readFile(path: string): Promise<Uint8Array | undefined> {
    const node = this.lookup(path, { follow: true })
    const file = node === undefined ? undefined : inode(node)
    return file?.kind === 'file' ? await contentBytes(file.content) : undefined
  }

  /** The file at a path as UTF-8 text. */
  async readText(path: string): Promise<string | undefined> {
    const bytes = await this.readFile(path)
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
  }

  /** Makes a symbolic link, with its missing parents; without a time of its own it is as old as its directory. */
  symlink(path: string, target: string, attributes: Partial<Attributes> = {}): void {
    const { mtime } = this.makeDirectory(splitPath(normalizePath(path)).directory, {})
    this.set(path, symlinkNode(target, { mtime, ...attributes }))
  }

  /** Names in a directory, in byte order. */
  names({ children }: DirectoryNode): string[] {
    return [...children.keys()].sort(compareNames)
  }

  /** Every path below the root with its node: names in byte order, a directory before what it holds. */
  walk(from = ''): [path: string, node: Node][] {
    const found: [string, Node][] = []
    this.visit((path, node) => found.push([path, node]), from)
    return found
  }

  /** Passes on every path below the root with its node, in the order of {@link RootFs.walk}. */
  visit(take: (path: string, node: Node) => void, from = ''): void {
    const start = from === '' ? this.root : this.lookup(from)
    const path = normalizePath(from)
    if (start?.kind === 'directory') this.#visit(path === '' ? '' : `${path}/`, start, take)
  }

  #visit(prefix: string, directory: DirectoryNode, take: (path: string, node: Node) => void): void {
    for (const name of this.names(directory)) {
      const node = directory.children.get(name)!
      const path = prefix + name
      take(path, node)
      if (node.kind === 'directory') this.#visit(`${path}/`, node, take)
    }
  }

  // Where every name on the way is a directory and no link, as almost always.
  #straight(path: string, follow: boolean): Place | undefined {
    let directory = this.root
    let start = 0
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      const next = directory.children.get(path.slice(start, slash))
      if (next?.kind !== 'directory') return undefined
      directory = next
      start = slash + 1
    }
    const name = path.slice(start)
    const node = name === '' ? directory : directory.children.get(name)
    return follow && node?.kind === 'symlink' ? undefined : { directory, name, path, node }
  }

  #resolve(names: readonly string[], follow: boolean): Place | undefined {
    const pending = names.filter((name) => name !== '').reverse()
    const trail: { directory: DirectoryNode; path: string }[] = []
    let directory = this.root
    let path = ''
    let links = 0
    let name = pending.pop()
    if (name === undefined) return { directory, name: '', path: '', node: directory }
    for (;;) {
      if (name === '..') {
        const up = trail.pop()
        directory = up?.directory ?? this.root
        path = up?.path ?? ''
        if (pending.length === 0) return { directory, name: '', path, node: directory }
        name = pending.pop()!
        continue
      }
      const node = directory.children.get(name)
      const last = pending.length === 0
      if (node?.kind === 'symlink' && (!last || follow)) {
        if (++links > MAX_LINKS) throw loop(names.join('/'))
        if (node.target.startsWith('/')) {
          directory = this.root
          path = ''
          trail.length = 0
        }
        for (const part of node.target.split('/').reverse()) if (part !== '' && part !== '.') pending.push(part)
        if (pending.length === 0) return { directory, name: '', path, node: directory }
        name = pending.pop()!
        continue
      }
      if (last) return { directory, name, path: joinPath(path, name), node }
      if (node?.kind !== 'directory') return undefined
      trail.push({ directory, path })
      directory = node
      path = joinPath(path, name)
      name = pending.pop()!
    }
  }
}

function copyInto(to: DirectoryNode, from: DirectoryNode, files: Map<FileNode, FileNode>): void {
  const fileOf = (file: FileNode): FileNode => {
    const known = files.get(file) ?? { ...file }
    files.set(file, known)
    return known
  }
  for (const [name, node] of from.children) {
    if (node.kind === 'directory') {
      const made: DirectoryNode = { ...node, children: new Map() }
      to.children.set(name, made)
      copyInto(made, node, files)
    } else if (node.kind === 'hardlink') to.children.set(name, { ...node, to: fileOf(node.to) })
    else to.children.set(name, node.kind === 'file' ? fileOf(node) : { ...node })
  }
}

function notDirectory(path: string, met: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_NOT_A_DIRECTORY',
    `Making the directory "${path}": "${met}" exists and is no directory. Choose another path, or remove what stands there.`,
    { details: { path, met } },
  )
}

function isDirectory(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH_EXISTS',
    `Writing the file "${path}" in the image: a directory stands there. Choose another path.`,
    { details: { path } },
  )
}

function missing(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH_MISSING',
    `Placing "${path}" in the image: its directory does not exist. Create the directory first.`,
    { details: { path } },
  )
}

function loop(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_LINK_LOOP',
    `Following "${path}" in the image: more than ${MAX_LINKS} symbolic links. Break the loop of links.`,
    { details: { path, limit: MAX_LINKS } },
  )
}
