import { createHash, hash, webcrypto } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { crc32 } from 'node:zlib'
import { deflateRaw } from './node-deflate.ts'
import { inflateRaw, inflateRawStream } from './node-inflate.ts'
import { zstdCompress, zstdDecompressStream } from './node-zstd.ts'
import { plainView } from './plain-view.ts'
import type { HashAlgorithm, Hasher, Platform } from './platform.ts'

const webNames = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const

/** Hashing and compression by `node:crypto` and `node:zlib`. */
export const platform: Platform = {
  name: 'node',
  createHasher,
  hash: (algorithm, bytes) => plainView(hash(algorithm, bytes, 'buffer')),
  hashHex: (algorithm, bytes) => hash(algorithm, bytes, 'hex'),
  hashAsync: async (algorithm, bytes) => new Uint8Array(await webcrypto.subtle.digest(webNames[algorithm], bytes)),
  parallelism: availableParallelism(),
  crc32: (bytes, seed) => crc32(bytes, seed),
  deflateRaw,
  inflateRaw,
  inflateRawStream,
  zstdCompress,
  zstdDecompressStream,
}

function createHasher(algorithm: HashAlgorithm): Hasher {
  const running = createHash(algorithm)
  const hasher: Hasher = {
    update: (bytes) => {
      running.update(bytes)
      return hasher
    },
    digest: () => plainView(running.digest()),
  }
  return hasher
}
