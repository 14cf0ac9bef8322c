import { type ChunkPlace, type CompressedChunk, fromHex, toHex } from '@nacre/archive'
import { CONTENT_NAMESPACE, type Store, type StoredFile } from '@nacre/archive/store'
import { absentWhereDamaged } from '../fetch/absent-where-damaged.ts'

/** Where each chunk lies in a layer, by the layer's digest. */
const CHUNKS = 'layer-chunks-4'

/** Which layers were packed last, by codec, level and architecture. */
const RECENT = 'layer-recent-2'

/** Layers that a new one is compared with. More cost more to look through than they save. */
const REMEMBERED = 24

/** The id of the chunk; then, little-endian, the CRC-32 of the plain chunk and the offset and length of the compressed one. */
const ROW = 32 + 4 + 8 + 4

interface Place extends ChunkPlace {
  readonly layer: string
}

/**
 * Finds compressed chunks again in the layers that lie in the cache as a whole, so that no chunk needs a file of its own: 458 of
 * them took half a second of system time.
 */
export class ChunkIndex {
  readonly #store: Store
  readonly #places: ReadonlyMap<string, Place>
  readonly #files = new Map<string, Promise<StoredFile | undefined>>()

  private constructor(store: Store, places: ReadonlyMap<string, Place>) {
    this.#store = store
    this.#places = places
  }

  /** The chunks of the layers that were packed last. */
  static async open(store: Store, kind: string): Promise<ChunkIndex> {
    const places = new Map<string, Place>()
    for (const layer of await recentLayers(store, kind)) {
      const rows = await store.get(CHUNKS, layer)
      if (rows === undefined) continue
      const view = new DataView(rows.buffer, rows.byteOffset, rows.length)
      for (let at = 0; at + ROW <= rows.length; at += ROW) {
        places.set(toHex(rows.subarray(at, at + 32)), {
          layer,
          crc: view.getUint32(at + 32, true),
          offset: Number(view.getBigUint64(at + 36, true)),
          length: view.getUint32(at + 44, true),
        })
      }
    }
    return new ChunkIndex(store, places)
  }

  /** The chunk of that id, where one of the layers has it, read into `target`. */
  async find(id: string, target: Uint8Array): Promise<CompressedChunk | undefined> {
    const place = this.#places.get(id)
    const file = place && (await this.#open(place.layer))
    if (place === undefined || file === undefined || place.length > target.length) return undefined
    const bytes = target.subarray(0, place.length)
    const filled = await file.fill(bytes, place.offset).catch(absentWhereDamaged)
    return filled === place.length ? { bytes, crc: place.crc } : undefined
  }

  /** Closes the layers that were looked into. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#files.values())
    this.#files.clear()
    // Why one could not be opened was told to who wanted to read it.
    for (const one of opened) if (one.status === 'fulfilled') await one.value?.close()
  }

  #open(layer: string): Promise<StoredFile | undefined> {
    const opened = this.#files.get(layer) ?? this.#store.open(CONTENT_NAMESPACE, layer)
    this.#files.set(layer, opened)
    return opened
  }
}

/** Remembers where the chunks of a layer lie. Of two processes at once, one may be forgotten: its chunks are compressed again then. */
export async function keepChunks(
  store: Store,
  kind: string,
  layer: string,
  chunks: readonly (ChunkPlace & { readonly id: string })[],
): Promise<void> {
  const rows = new Uint8Array(chunks.length * ROW)
  const view = new DataView(rows.buffer)
  for (const [i, { id, crc, offset, length }] of chunks.entries()) {
    const at = i * ROW
    rows.set(fromHex(id), at)
    view.setUint32(at + 32, crc, true)
    view.setBigUint64(at + 36, BigInt(offset), true)
    view.setUint32(at + 44, length, true)
  }
  await store.put(CHUNKS, layer, rows)
  const recent = (await recentLayers(store, kind)).filter((one) => one !== layer)
  const remembered = [...recent, layer].slice(-REMEMBERED)
  await store.put(RECENT, kind, new TextEncoder().encode(remembered.join('\n')))
}

async function recentLayers(store: Store, kind: string): Promise<string[]> {
  const bytes = await store.get(RECENT, kind)
  return bytes === undefined ? [] : new TextDecoder().decode(bytes).split('\n')
}
