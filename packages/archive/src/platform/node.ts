import { createHash, hash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { crc32 } from 'node:zlib'
import { createDeflater, deflateRaw } from './node-deflate.ts'
import { inflateRaw, inflateRawAsync, inflateRawStream } from './node-inflate.ts'
import { zstdCompress, zstdDecompressStream } from './node-zstd.ts'
import { plainView } from './plain-view.ts'
import type { HashAlgorithm, Hasher, Platform } from './platform.ts'

/** Hashing and compression by `node:crypto` and `node:zlib`. */
export const platform: Platform = {
  name: 'node',
  createHasher,
  hash: (algorithm, bytes) => plainView(hash(algorithm, bytes, 'buffer')),
  hashHex: (algorithm, bytes) => hash(algorithm, bytes, 'hex'),
  parallelism: availableParallelism(),
  crc32: (bytes, seed) => crc32(bytes, seed),
  deflateRaw,
  createDeflater,
  inflateRaw,
  inflateRawAsync,
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
