/** A signature, and what comes along with it. */
export interface Signature {
  /** ECDSA signature over SHA-256 of the payload, in DER (RFC 3279 section 2.2.3). */
  readonly bytes: Uint8Array
  /** PEM of the certificate that vouches for the key, when the key is a passing one. */
  readonly certificate?: string
  /** PEM of the certificates above it. */
  readonly chain?: string
  /** JSON of the transparency log entry, as cosign keeps it (SIGNATURE_SPEC.md, `bundle`). */
  readonly bundle?: string
}

/** Something that signs: a key held here, a key held elsewhere, or an identity. */
export interface Signer {
  sign(payload: Uint8Array, options?: { readonly signal?: AbortSignal | undefined }): Promise<Signature>
}
