import { platform } from '#platform'
import { toHex } from '../hex.ts'
import type { ByteSource } from '../source.ts'
import type { ChunkCodec, CompressedChunk } from './codec.ts'

/** What is needed of a store to keep compressed chunks. */
export interface ChunkStore {
  get(namespace: string, key: string): Promise<Uint8Array | undefined>
  put(namespace: string, key: string, content: ByteSource): Promise<unknown>
}

/** Namespace of compressed chunks in a store. */
export const CHUNK_NAMESPACE = 'chunk'

/** Length of what precedes the compressed bytes of a kept chunk: the CRC-32 of the plain chunk, little-endian. */
const prefixLength = 4

/** Compresses chunks, or takes them from a store where they were kept under the SHA-256 of the plain chunk, the codec and the level. */
export function keptChunks(
  codec: ChunkCodec,
  store: ChunkStore | undefined,
): { compress(plain: Uint8Array): Promise<CompressedChunk & { readonly reused: boolean }> } {
  const { variant } = codec
  const compress = async (plain: Uint8Array) => ({ ...(await codec.compress(plain)), reused: false })
  if (store === undefined || variant === undefined) return { compress }
  return {
    compress: async (plain) => {
      const key = `${toHex(await platform.hashAsync('sha256', plain))}-${variant}`
      const held = await store.get(CHUNK_NAMESPACE, key)
      if (held !== undefined && held.length > prefixLength) return { ...unpack(held), reused: true }
      const made = await compress(plain)
      await store.put(CHUNK_NAMESPACE, key, pack(made))
      return made
    },
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
