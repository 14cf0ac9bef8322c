import { OciError } from '../error.ts'

/** Algorithms that image-spec registers and nacre computes (image-spec v1.1, descriptor.md, "Registered algorithms"). */
export type DigestAlgorithm = 'sha256' | 'sha512'

/** Content address: algorithm, colon, lower-case hex. */
export type Digest = `${DigestAlgorithm}:${string}`

const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/** True when the text is a digest that can be checked: sha256 or sha512 in lower-case hex. */
export function isDigest(text: string): text is Digest {
  return pattern.test(text)
}

/**
 * Splits a digest.
 *
 * @throws OciError `ERR_OCI_DIGEST_INVALID` when the text is no sha256 or sha512 digest.
 */
export function parseDigest(text: string): { digest: Digest; algorithm: DigestAlgorithm; hex: string } {
  if (!isDigest(text)) {
    throw new OciError(
      'ERR_OCI_DIGEST_INVALID',
      `Reading a digest: met ${JSON.stringify(text.slice(0, 140))}; expected sha256: or sha512: and lower-case hex`,
      { details: { text: text.slice(0, 140) } },
    )
  }
  const colon = text.indexOf(':')
  return {
    digest: text,
    algorithm: text.startsWith('sha256') ? 'sha256' : 'sha512',
    hex: text.slice(colon + 1),
  }
}
