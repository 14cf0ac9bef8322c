/**
 * Algorithms of v2 signatures, as they stand in the entry name `.SIGN.<algorithm>.<key>`: RSA PKCS#1 v1.5 over SHA-1, SHA-256
 * or SHA-512. Source: apk-tools, signature segment.
 */
export type SignatureAlgorithm = 'RSA' | 'RSA256' | 'RSA512'

/** The hash behind a signature algorithm, as Web Crypto names it; undefined for algorithms that are not known. */
export function hashOfAlgorithm(algorithm: string): 'SHA-1' | 'SHA-256' | 'SHA-512' | undefined {
  switch (algorithm) {
    case 'RSA':
      return 'SHA-1'
    case 'RSA256':
      return 'SHA-256'
    case 'RSA512':
      return 'SHA-512'
    default:
      return undefined
  }
}
