import { createHash } from 'node:crypto'
import { type ByteSource, collect, gunzipStream, readTar } from '@nacre/archive'
import type { GoldenPath } from './golden-root.ts'

const TYPES: Readonly<Record<string, string>> = {
  file: 'file',
  directory: 'dir',
  symlink: 'link',
  char: 'dev',
  block: 'dev',
}

/** What a compressed layer unpacks to, hard links as files of their own. */
export async function layerPaths(layer: ByteSource): Promise<Map<string, GoldenPath>> {
  const paths = new Map<string, GoldenPath>()
  for await (const { header, body } of readTar(gunzipStream(layer, { limit: 1 << 30 }))) {
    const { name, type, mode, uid, gid, linkname, devmajor, devminor } = header
    if (type === 'hardlink') {
      paths.set(name, paths.get(linkname)!)
      continue
    }
    const common = { type: TYPES[type] ?? type, mode, uid, gid }
    if (type === 'file') {
      const bytes = await collect(body, { limit: 1 << 30 })
      paths.set(name, { ...common, size: bytes.length, content: createHash('sha256').update(bytes).digest('hex') })
    } else {
      const content = type === 'symlink' ? linkname : type === 'directory' ? '' : `${devmajor},${devminor}`
      paths.set(name, { ...common, size: 0, content })
    }
  }
  return paths
}
