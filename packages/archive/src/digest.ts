import { platform } from '#platform'
import type { HashAlgorithm, Hasher } from './platform/platform.ts'

/** A content digest as OCI writes it (image-spec v1.1 descriptor.md, "Digests"), always of SHA-256 here. */
export type Digest = `sha256:${string}`

/** Starts a running hash. */
export function createHasher(algorithm: HashAlgorithm): Hasher {
  return platform.createHasher(algorithm)
}

/** Hash of bytes that are all there. */
export function hash(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array {
  return platform.hash(algorithm, bytes)
}

/** Hash of bytes that are all there, in lower-case hexadecimal digits. */
export function hashHex(algorithm: HashAlgorithm, bytes: Uint8Array): string {
  return platform.hashHex(algorithm, bytes)
}

/** `sha256:` and the lower-case hexadecimal SHA-256 of bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${platform.hashHex('sha256', bytes)}`
}

/** Whether a text is a SHA-256 digest in its one canonical spelling. */
export function isDigest(text: string): text is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(text)
}
