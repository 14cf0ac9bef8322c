import type { webcrypto } from 'node:crypto'
import { ApkError } from '../error.ts'
import { hashOfAlgorithm, type SignatureAlgorithm } from './algorithm.ts'
import { checkKeyName } from './key-name.ts'
import { decodePem, encodePem, isRsa } from './pem.ts'

/** A public key under the name that signatures call it by. */
export class PublicKey {
  /** File name in a client's key directory, such as `wolfi-signing.rsa.pub`. */
  readonly name: string
  /** The key as `SubjectPublicKeyInfo` in DER. */
  readonly der: Uint8Array
  readonly #imported = new Map<string, Promise<webcrypto.CryptoKey>>()

  /**
   * @throws ApkError ERR_APK_KEY_NAME, ERR_APK_KEY_FORMAT (also for a private key)
   */
  constructor(name: string, pem: string) {
    this.name = checkKeyName(name)
    const key = decodePem(pem, name)
    if (key.kind !== 'public') {
      throw new ApkError(
        'ERR_APK_KEY_FORMAT',
        `Reading the public key ${JSON.stringify(name)}: it is a private key. Give its public half, and keep the private one out of key directories`,
        { details: { name } },
      )
    }
    this.der = key.der
  }

  /** The key as PEM (`PUBLIC KEY`). */
  get pem(): string {
    return encodePem({ kind: 'public', der: this.der })
  }

  /**
   * Whether a signature over the bytes is good. False for any fault: another key, other bytes, a key that is not RSA, an unknown
   * algorithm.
   */
  async verify(bytes: Uint8Array, signature: Uint8Array, algorithm: SignatureAlgorithm): Promise<boolean> {
    const hash = hashOfAlgorithm(algorithm)
    if (hash === undefined || !isRsa(this.der)) return false
    try {
      const key = await this.#import(hash)
      return await crypto.subtle.verify('RSASSA-PKCS1-v1_5', key, contiguous(signature), contiguous(bytes))
    } catch {
      return false
    }
  }

  #import(hash: string): Promise<webcrypto.CryptoKey> {
    let key = this.#imported.get(hash)
    if (key === undefined) {
      const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash }
      key = crypto.subtle.importKey('spki', contiguous(this.der), algorithm, false, ['verify'])
      this.#imported.set(hash, key)
    }
    return key
  }
}

/** Web Crypto takes views of an `ArrayBuffer` only; bytes over shared memory are copied. */
export function contiguous(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}
