import { digestOf } from '../digest.ts'
import { type ByteSource, collect } from '../source.ts'
import { checkKey, contentMismatch } from './key.ts'
import { CONTENT_NAMESPACE, type Store, type StoredContent, type StoredFile } from './store.ts'

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
  const keep = (namespace: string, key: string, content: Uint8Array): StoredContent => {
    const digest = digestOf(content)
    if (namespace === CONTENT_NAMESPACE && digest !== `sha256:${key}`) throw contentMismatch(key, digest.slice(7))
    const name = `${namespace}/${key}`
    drop(name)
    entries.set(name, content)
    held += content.length
    for (const oldest of entries.keys()) {
      if (held <= maxBytes) break
      drop(oldest)
    }
    return { digest, size: content.length }
  }
  const own = async (content: ByteSource): Promise<Uint8Array> =>
    // Not `slice`, which for a Buffer is a view.
    new Uint8Array(await collect(content, { limit: Number.MAX_SAFE_INTEGER }))

  return {
    get: async (namespace, key) => use(namespace, key),
    has: async (namespace, key) => use(namespace, key) !== undefined,
    async put(namespace, key, content) {
      checkKey(namespace, key)
      return keep(namespace, key, await own(content))
    },
    async add(content) {
      const bytes = await own(content)
      return keep(CONTENT_NAMESPACE, digestOf(bytes).slice(7), bytes)
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
    async *stream(offset = 0) {
      if (offset < content.length) yield content.subarray(offset)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
