import { ArchiveError, type ChunkReference, type ChunkStore, fromHex, toHex } from '@nacre/archive'
import { CONTENT_NAMESPACE, type Store, type StoredFile } from '@nacre/archive/store'

/** Where each chunk lies in a layer, by the layer's digest. */
const CHUNKS = 'layer-chunks-1'

/** Which layers were packed last, by codec, level and architecture. */
const RECENT = 'layer-recent-1'

/** Layers that a new one is compared with. More cost more to look through than they save. */
const REMEMBERED = 24

/** SHA-256 of the plain chunk; then, little-endian, its CRC-32 and the offset and length of the compressed chunk. */
const ROW = 32 + 4 + 8 + 4

/** A chunk of a layer, and where it lies. */
export interface PlacedChunk {
  readonly sha256: string
  readonly crc: number
  readonly offset: number
  readonly length: number
}

interface Place {
  readonly layer: string
  readonly crc: number
  readonly offset: number
  readonly length: number
}

/**
 * Finds compressed chunks again in the layers that lie in the cache as a whole, so that no chunk needs a file of its own: 458 of
 * them took half a second of system time.
 */
export class ChunkCache implements ChunkStore {
  readonly #store: Store
  readonly #places: ReadonlyMap<string, Place>
  readonly #files = new Map<string, Promise<StoredFile | undefined>>()

  private constructor(store: Store, places: ReadonlyMap<string, Place>) {
    this.#store = store
    this.#places = places
  }

  /** The chunks of the layers that were packed last. */
  static async open(store: Store, kind: string): Promise<ChunkCache> {
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
    return new ChunkCache(store, places)
  }

  /** The CRC-32 and the compressed bytes, as `compressChunks` puts them. */
  async get(_namespace: string, key: string): Promise<Uint8Array | undefined> {
    const place = this.#places.get(key.slice(0, 64))
    const file = place && (await this.#open(place.layer))
    if (place === undefined || file === undefined) return undefined
    const found = new Uint8Array(4 + place.length)
    new DataView(found.buffer).setUint32(0, place.crc, true)
    try {
      found.set(await file.read(place.offset, place.length), 4)
      return found
    } catch (error) {
      if (error instanceof ArchiveError && error.code === 'ERR_ARCHIVE_STORE_CORRUPT') return undefined
      throw error
    }
  }

  /** Nothing: the layer that the chunk becomes part of is what is kept. */
  async put(): Promise<void> {}

  /** Closes the layers that were looked into. */
  async close(): Promise<void> {
    for (const file of this.#files.values()) await (await file)?.close()
    this.#files.clear()
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
  chunks: readonly PlacedChunk[],
): Promise<void> {
  const rows = new Uint8Array(chunks.length * ROW)
  const view = new DataView(rows.buffer)
  for (const [i, { sha256, crc, offset, length }] of chunks.entries()) {
    const at = i * ROW
    rows.set(fromHex(sha256), at)
    view.setUint32(at + 32, crc, true)
    view.setBigUint64(at + 36, BigInt(offset), true)
    view.setUint32(at + 44, length, true)
  }
  await store.put(CHUNKS, layer, rows)
  const recent = (await recentLayers(store, kind)).filter((one) => one !== layer)
  const remembered = [...recent, layer].slice(-REMEMBERED)
  await store.put(RECENT, kind, new TextEncoder().encode(remembered.join('\n')))
}

/**
 * Where the chunks of a compressed stream lie.
 *
 * @param pieces lengths of the pieces that it came in: what precedes the chunks, each chunk, what ends them
 * @param leading how many pieces precede the chunks
 */
export function placeChunks(
  references: readonly ChunkReference[],
  pieces: readonly number[],
  leading: number,
): PlacedChunk[] {
  let offset = pieces.slice(0, leading).reduce((sum, length) => sum + length, 0)
  return references.map(({ sha256, crc }, i) => {
    const length = pieces[leading + i]!
    const placed = { sha256, crc, offset, length }
    offset += length
    return placed
  })
}

async function recentLayers(store: Store, kind: string): Promise<string[]> {
  const bytes = await store.get(RECENT, kind)
  return bytes === undefined ? [] : new TextDecoder().decode(bytes).split('\n')
}
