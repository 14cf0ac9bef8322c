import { hash, toHex } from '@nacre/archive'
import type { Digest } from '../model/digest.ts'

/** Digest of bytes by the algorithm of another digest, which may be anything a client has sent; SHA-256 when unknown. */
export function digestLike(digest: string, bytes: Uint8Array): Digest {
  const algorithm = digest.startsWith('sha512:') ? 'sha512' : 'sha256'
  return `${algorithm}:${toHex(hash(algorithm, bytes))}`
}
