import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { ArchiveError } from '../error.ts'
import { toHex } from '../hex.ts'
import type { HashAlgorithm, Hasher, Platform } from './platform.ts'
import { crc32 } from './portable-crc32.ts'
import { createDeflater, deflateRaw } from './portable-deflate.ts'
import { inflateRaw, inflateRawStream } from './portable-inflate.ts'

const functions = { sha1, sha256, sha512 } as const

/** Hashing by `@noble/hashes` and compression by `pako`: no built-in module of Node. */
export const platform: Platform = {
  name: 'portable',
  createHasher,
  hash: (algorithm, bytes) => functions[algorithm](bytes),
  hashHex: (algorithm, bytes) => toHex(functions[algorithm](bytes)),
  parallelism: 1,
  crc32,
  deflateRaw: async (bytes, options) => deflateRaw(bytes, options),
  createDeflater,
  inflateRaw,
  inflateRawAsync: async (bytes, options) => inflateRaw(bytes, options),
  inflateRawStream,
  zstdCompress: () => Promise.reject(noZstd('compressing')),
  // biome-ignore lint/correctness/useYield: there is nothing to yield
  async *zstdDecompressStream() {
    throw noZstd('decompressing')
  },
}

function createHasher(algorithm: HashAlgorithm): Hasher {
  const running = functions[algorithm].create()
  const hasher: Hasher = {
    update: (bytes) => {
      running.update(bytes)
      return hasher
    },
    digest: () => running.digest(),
  }
  return hasher
}

function noZstd(doing: string): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_UNSUPPORTED_RUNTIME',
    `${doing} zstd: this runtime has no zstd; use gzip, or run on Node 22.15 or newer`,
  )
}
