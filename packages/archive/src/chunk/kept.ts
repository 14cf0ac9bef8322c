import { platform } from '#platform'
import { toHex } from '../hex.ts'
import type { ByteSource } from '../source.ts'
import type { ChunkCodec, CompressedChunk } from './codec.ts'

/** What is needed of a store to keep compressed chunks. */
export interface ChunkStore {
  get(namespace: string, key: string): Promise<Uint8Array | undefined>
  put(namespace: string, key: string, content: ByteSource): Promise<unknown>
}

/** A compressed chunk that a store keeps. */
export interface KeptChunk extends CompressedChunk {
  /** Lower-case hex SHA-256 of the plain chunk. */
  readonly sha256: string
  /** Whether it was there before. */
  readonly reused: boolean
}

/** Namespace of compressed chunks in a store. */
const namespace = 'chunk'

/** Length of what precedes the compressed bytes of a kept chunk: the CRC-32 of the plain chunk, little-endian. */
const prefixLength = 4

/** Compressed chunks in a store, where they are kept under the SHA-256 of the plain chunk, the codec and the level. */
export class KeptChunks {
  readonly #codec: ChunkCodec
  readonly #store: ChunkStore

  constructor(codec: ChunkCodec, store: ChunkStore) {
    this.#codec = codec
    this.#store = store
  }

  /** The compressed form of a plain chunk, from the store or made and put there. */
  async compress(plain: Uint8Array): Promise<KeptChunk> {
    const sha256 = toHex(await platform.hashAsync('sha256', plain))
    const held = await this.find(sha256)
    if (held !== undefined) return { ...held, sha256, reused: true }
    const made = await this.#codec.compress(plain)
    await this.#store.put(namespace, this.#key(sha256), pack(made))
    return { ...made, sha256, reused: false }
  }

  /** The compressed form of the plain chunk with that SHA-256, if it is there. */
  async find(sha256: string): Promise<CompressedChunk | undefined> {
    const held = await this.#store.get(namespace, this.#key(sha256))
    return held === undefined || held.length <= prefixLength ? undefined : unpack(held)
  }

  #key(sha256: string): string {
    return `${sha256}-${this.#codec.name}`
  }
}

function pack(chunk: CompressedChunk): Uint8Array[] {
  const prefix = new Uint8Array(prefixLength)
  new DataView(prefix.buffer).setUint32(0, chunk.crc, true)
  return [prefix, chunk.bytes]
}

function unpack(held: Uint8Array): CompressedChunk {
  const crc = new DataView(held.buffer, held.byteOffset, prefixLength).getUint32(0, true)
  return { bytes: held.subarray(prefixLength), crc }
}
