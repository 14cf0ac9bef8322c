import { concatBytes } from '../bytes.ts'
import { digestOf } from '../digest.ts'
import type { ByteSource } from '../source.ts'
import { checkKey, contentMismatch } from './key.ts'
import { CONTENT_NAMESPACE, type Store, type StoredFile } from './store.ts'

/** What a memory store may hold. */
export interface MemoryStoreOptions {
  /** Most bytes of content; the entries used longest ago give way. Default: no limit. */
  readonly maxBytes?: number
}

/**
 * A {@link Store} that lives in memory and ends with its owner.
 *
 * @throws ArchiveError from its verbs, as those of `openStore`, but for what a file system says
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const entries = new Map<string, Uint8Array>()
  const maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY
  let held = 0

  const drop = (name: string): void => {
    held -= entries.get(name)?.length ?? 0
    entries.delete(name)
  }
  const use = (namespace: string, key: string): Uint8Array | undefined => {
    checkKey(namespace, key)
    const name = `${namespace}/${key}`
    const content = entries.get(name)
    if (content === undefined) return undefined
    entries.delete(name)
    entries.set(name, content)
    return content
  }
  const keep = (namespace: string, key: string, content: Uint8Array): { readonly size: number } => {
    const name = `${namespace}/${key}`
    drop(name)
    entries.set(name, content)
    held += content.length
    for (const oldest of entries.keys()) {
      if (held <= maxBytes) break
      drop(oldest)
    }
    return { size: content.length }
  }
  const own = async (content: ByteSource): Promise<Uint8Array> => {
    // Not `slice`, which for a Buffer is a view.
    if (content instanceof Uint8Array) return new Uint8Array(content)
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(new Uint8Array(piece))
    return pieces.length === 1 ? pieces[0]! : concatBytes(pieces)
  }

  return {
    get: async (namespace, key) => use(namespace, key),
    has: async (namespace, key) => use(namespace, key) !== undefined,
    async put(namespace, key, content) {
      checkKey(namespace, key)
      const bytes = await own(content)
      const digest = namespace === CONTENT_NAMESPACE ? digestOf(bytes).slice(7) : key
      if (digest !== key) throw contentMismatch(key, digest)
      return keep(namespace, key, bytes)
    },
    async add(content) {
      const bytes = await own(content)
      const digest = digestOf(bytes)
      return { digest, ...keep(CONTENT_NAMESPACE, digest.slice(7), bytes) }
    },
    async open(namespace, key) {
      const content = use(namespace, key)
      return content === undefined ? undefined : fileOf(content)
    },
    async remove(namespace, key) {
      checkKey(namespace, key)
      drop(`${namespace}/${key}`)
    },
    async clear() {
      entries.clear()
      held = 0
    },
  }
}

function fileOf(content: Uint8Array): StoredFile {
  const close = async (): Promise<void> => {}
  return {
    size: content.length,
    read: async (offset, length) => content.subarray(offset, offset + length),
    async fill(target, offset) {
      const found = content.subarray(offset, offset + target.length)
      target.set(found)
      return found.length
    },
    async *stream(offset = 0) {
      if (offset < content.length) yield content.subarray(offset)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
