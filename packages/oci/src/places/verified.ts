import { createHasher, type Hasher, toHex } from '@nacre/archive'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { parseDigest } from '../model/digest.ts'

/** A running check of bytes against a descriptor. */
export class Verifier {
  readonly #descriptor: Descriptor
  readonly #hex: string
  readonly #hasher: Hasher
  #size = 0

  constructor(descriptor: Descriptor) {
    const { algorithm, hex } = parseDigest(descriptor.digest)
    this.#descriptor = descriptor
    this.#hex = hex
    this.#hasher = createHasher(algorithm)
  }

  /** Bytes seen so far. */
  get size(): number {
    return this.#size
  }

  /** Takes the next bytes in. @throws OciError `ERR_OCI_SIZE_MISMATCH` as soon as there are too many. */
  update(bytes: Uint8Array): void {
    this.#size += bytes.length
    if (this.#size > this.#descriptor.size) throw this.#wrongSize(`more than ${this.#descriptor.size} bytes`)
    this.#hasher.update(bytes)
  }

  /** Compares length and hash. @throws OciError `ERR_OCI_SIZE_MISMATCH`, `ERR_OCI_DIGEST_MISMATCH` */
  finish(): void {
    if (this.#size !== this.#descriptor.size) throw this.#wrongSize(`${this.#size} bytes`)
    const met = toHex(this.#hasher.digest())
    if (met === this.#hex) return
    const digest = `${parseDigest(this.#descriptor.digest).algorithm}:${met}`
    throw new OciError(
      'ERR_OCI_DIGEST_MISMATCH',
      `Reading ${this.#descriptor.digest}: the content has the digest ${digest}; it was damaged or replaced, get it again`,
      { details: { digest: this.#descriptor.digest, met: digest } },
    )
  }

  #wrongSize(met: string): OciError {
    return new OciError(
      'ERR_OCI_SIZE_MISMATCH',
      `Reading ${this.#descriptor.digest}: met ${met} where the descriptor says ${this.#descriptor.size}; it was cut short or replaced, get it again`,
      { details: { digest: this.#descriptor.digest, size: this.#descriptor.size, met: this.#size } },
    )
  }
}

/**
 * Passes bytes on while checking them against a descriptor. The piece that completes the size is handed out only when
 * the hash is known to be right, so that whoever got all `size` bytes got the right ones. No piece is held while the
 * next is asked for: a source may use its buffer again.
 *
 * @throws OciError `ERR_OCI_SIZE_MISMATCH`, `ERR_OCI_DIGEST_MISMATCH`, and the signal's reason
 */
export async function* verified(
  descriptor: Descriptor,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const verifier = new Verifier(descriptor)
  let finished = false
  for await (const piece of source) {
    options.signal?.throwIfAborted()
    if (piece.length === 0) continue
    verifier.update(piece)
    if (verifier.size === descriptor.size) {
      verifier.finish()
      finished = true
    }
    yield piece
  }
  if (!finished) verifier.finish()
}
