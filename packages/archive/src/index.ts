export { fromBase64, toBase64 } from './base64.ts'
export { concatBytes, equalBytes } from './bytes.ts'
export { type ChunkBufferLease, ChunkBuffers } from './chunk/buffers.ts'
export type { Codec, CompressedChunk } from './chunk/codec.ts'
export {
  type ChunkPlace,
  type CompressedResult,
  type CompressedStream,
  compressChunks,
  type KnownChunk,
} from './chunk/compress.ts'
export { ChunkCompressor, type ChunkCompressorOptions, MAX_CHUNK } from './chunk/compressor.ts'
export {
  type Chunk,
  type ContentRange,
  type CutEntry,
  contentChunks,
  cutTar,
  fillChunk,
  OWN_CHUNKS_FROM,
} from './chunk/cut.ts'
export type { ChunkOrigin } from './chunk/take-over.ts'
export { deflateRaw, inflateRaw } from './deflate.ts'
export { createHasher, type Digest, digestOf, hash, hashHex, isDigest } from './digest.ts'
export { ArchiveError, type ArchiveErrorCode, type ArchiveErrorDetails } from './error.ts'
export { crc32Combine } from './gzip/crc32-combine.ts'
export {
  type GunzipMemberOptions,
  type GunzippedMember,
  gunzip,
  gunzipMember,
  gunzipMemberAsync,
} from './gzip/gunzip.ts'
export { gzip } from './gzip/gzip.ts'
export { type GzipMember, gzipMembers } from './gzip/members.ts'
export { gunzipStream } from './gzip/stream.ts'
export { claimedGzipSize } from './gzip/trailer.ts'
export { fromHex, toHex } from './hex.ts'
export type { HashAlgorithm, Hasher } from './platform/platform.ts'
export { releaseBytes } from './release.ts'
export { type ByteSource, collect } from './source.ts'
export { type BlockRun, DeflatedStream } from './splice/deflated-stream.ts'
export { createTar, type TarInput } from './tar/create.ts'
export { encodeTarHeader } from './tar/encode.ts'
export {
  TAR_BLOCK,
  TAR_END,
  type TarHeader,
  type TarHeaderInput,
  type TarType,
  tarPadding,
  tarPaddingLength,
} from './tar/header.ts'
export { TarHeaders } from './tar/headers.ts'
export type { TarReadOptions } from './tar/limits.ts'
export { readTar, type TarEntry } from './tar/read.ts'
export { scanTar, type TarEntryIndex } from './tar/scan.ts'
export { decodeText, encodeText } from './tar/text.ts'
export { unzstd, zstd, zstdStream } from './zstd/zstd.ts'
