import { digestOf } from '@nacre/archive'
import type { PathEntry } from '../definition/definition.ts'
import { readLocalFile } from './local-file.ts'
import type { LocalItem } from './local-tree.ts'

type LocalFile = Extract<PathEntry, { type: 'file'; from: string }>
type LocalTree = Extract<PathEntry, { type: 'tree' }>

/**
 * The local files that a definition names. Each is read once for a build, when first asked for: what an image is known by is then what
 * stands in it, for all architectures.
 */
export class LocalFiles {
  readonly #files = new Map<LocalFile, Promise<Uint8Array>>()
  readonly #trees = new Map<LocalTree, Promise<readonly LocalItem[]>>()

  /** @throws ImageError `ERR_IMAGE_FILE_UNREADABLE` */
  file(entry: LocalFile): Promise<Uint8Array> {
    return once(this.#files, entry, () => readLocalFile(entry.path, entry.from))
  }

  /** @throws ImageError `ERR_IMAGE_FILE_UNREADABLE`, `ERR_IMAGE_FILE_KIND` */
  tree(entry: LocalTree): Promise<readonly LocalItem[]> {
    return once(this.#trees, entry, async () => {
      const { readLocalTree } = await import('./local-tree.ts')
      return await readLocalTree(entry.from, entry.ignore ?? [])
    })
  }

  /** A name for all that these entries take from this machine; undefined where something cannot be read. */
  async id(entries: readonly PathEntry[]): Promise<string | undefined> {
    const names: unknown[] = []
    try {
      for (const entry of entries) {
        if (!('from' in entry)) continue
        names.push(entry.type === 'file' ? digestOf(await this.file(entry)) : (await this.tree(entry)).map(nameOf))
      }
    } catch {
      // Whoever places them meets the same fault, and tells it with those of other entries.
      return undefined
    }
    return digestOf(new TextEncoder().encode(JSON.stringify(names)))
  }
}

function nameOf(item: LocalItem): readonly string[] {
  const content = item.kind === 'directory' ? '' : item.kind === 'symlink' ? item.target : digestOf(item.bytes)
  return [item.kind, item.path, content]
}

function once<Key, Value>(known: Map<Key, Promise<Value>>, key: Key, make: () => Promise<Value>): Promise<Value> {
  const made = known.get(key) ?? make()
  known.set(key, made)
  return made
}
