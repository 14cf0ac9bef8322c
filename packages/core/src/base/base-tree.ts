import { encodeText, readTar, type TarEntry, type TarHeader } from '@nacre/archive'
import type { Store, StoredFile } from '@nacre/archive/store'
import type { Image } from '@nacre/oci'
import { ImageError } from '../error.ts'
import { KeptFile } from '../fetch/kept-file.ts'
import { type ContentSource, rangeContent } from '../rootfs/content.ts'
import { type Attributes, fileNode, inode, type Node, symlinkNode } from '../rootfs/node.ts'
import { joinPath, normalizePath, splitPath } from '../rootfs/path.ts'
import { RootFs } from '../rootfs/rootfs.ts'

/** Plain tars of the layers of base images, by diffID. */
const LAYERS = 'base-layer'

/** Most bytes of one layer of a base image, uncompressed. */
const LIMIT = 64 * 1024 ** 3

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'
const XATTR = 'SCHILY.xattr.'

/**
 * The tree that the layers of an image make, whiteouts obeyed (image-spec v1.1, layer.md). Contents stay in the store.
 *
 * @throws OciError, ArchiveError for layers that cannot be read
 */
export async function readBaseTree(image: Image, store: Store, options: { signal?: AbortSignal }): Promise<RootFs> {
  const rootfs = new RootFs()
  for (const layer of await image.layers(options)) {
    const { diffId } = layer
    const keep = async (): Promise<void> => {
      await store.put(LAYERS, diffId, layer.tar({ ...options, limit: LIMIT }))
    }
    if (!(await store.has(LAYERS, diffId))) await keep()
    const source = storedLayer(store, diffId, keep)
    const file = await store.open(LAYERS, diffId)
    if (file === undefined) throw vanished(diffId)
    try {
      for await (const entry of readTar(file.stream())) applyEntry(rootfs, entry, source)
    } finally {
      await file.close()
    }
  }
  return rootfs
}

function applyEntry(rootfs: RootFs, { header, offset }: TarEntry, source: ContentSource): void {
  const path = normalizePath(header.name)
  if (path === '') return
  const { directory, name } = splitPath(path)
  if (name === OPAQUE) {
    const found = rootfs.lookup(directory)
    if (found?.kind === 'directory') found.children.clear()
  } else if (name.startsWith(WHITEOUT)) rootfs.remove(joinPath(directory, name.slice(WHITEOUT.length)))
  else place(rootfs, path, header, rangeContent(source, offset, header.size))
}

function place(rootfs: RootFs, path: string, header: TarHeader, content: ReturnType<typeof rangeContent>): void {
  const attributes = attributesOf(header)
  const found = rootfs.lookup(path)
  if (header.type === 'directory') {
    if (found?.kind === 'directory') Object.assign(found, attributes)
    else {
      rootfs.remove(path)
      rootfs.makeDirectory(path, attributes, {})
    }
    return
  }
  rootfs.makeDirectory(splitPath(path).directory, {})
  const node = nodeOf(rootfs, header, attributes, content)
  if (node === undefined) return
  rootfs.remove(path)
  rootfs.set(path, node)
}

function nodeOf(
  rootfs: RootFs,
  header: TarHeader,
  attributes: Attributes,
  content: ReturnType<typeof rangeContent>,
): Node | undefined {
  switch (header.type) {
    case 'file':
      return fileNode(content, attributes)
    case 'symlink':
      return symlinkNode(header.linkname, attributes)
    case 'char':
    case 'block':
      return { kind: header.type, major: header.devmajor, minor: header.devminor, ...attributes }
    case 'hardlink': {
      const target = rootfs.lookup(header.linkname)
      const file = target === undefined ? undefined : inode(target)
      return file?.kind === 'file' ? { kind: 'hardlink', to: file, owner: undefined } : undefined
    }
    default:
      return undefined
  }
}

function attributesOf({ mode, uid, gid, mtime, pax }: TarHeader): Attributes {
  const xattrs = Object.entries(pax).filter(([key]) => key.startsWith(XATTR))
  return {
    mode: mode & 0o7777,
    uid,
    gid,
    mtime,
    owner: undefined,
    xattrs: Object.fromEntries(xattrs.map(([key, value]) => [key.slice(XATTR.length), encodeText(value)])),
  }
}

function storedLayer(store: Store, diffId: string, keep: () => Promise<void>): ContentSource {
  const open = (): Promise<StoredFile | undefined> => store.open(LAYERS, diffId)
  const openAgain = async (): Promise<StoredFile | undefined> => {
    await keep()
    return await open()
  }
  const layer = new KeptFile({ open, openAgain, vanished: () => vanished(diffId) })
  return {
    id: diffId,
    fill: (target, offset) => layer.use((file) => file.fill(target, offset)),
    close: () => layer.close(),
  }
}

function vanished(diffId: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_CACHE_VANISHED',
    `Reading the base image's layer ${diffId} from the cache: it is removed as often as it is made again. Give the cache more room.`,
    { details: { diffId } },
  )
}
