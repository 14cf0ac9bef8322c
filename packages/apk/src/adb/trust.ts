import { toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { TrustOptions } from '../package/signature.ts'
import { readFault } from './fault.ts'
import { FULL_SIZE, identityOf, parseIdentity } from './identity.ts'
import { type SignedContent, signatureKeyId, signersOf, verifySignature } from './signature.ts'

/** What a v3 file has to be vouched for by: a good signature of the keyring, or the checksum in an index that is trusted. */
export interface AdbTrust extends TrustOptions {
  /** The checksum by which a trusted index lists the package; the right one makes a signature needless. */
  readonly checksum?: string
}

/** Signatures that are verified in one file at most. */
const MAX_SIGNATURES = 32

/**
 * Whether a v3 file is vouched for, found out block by block (apk-tools adb.c, `__adb_m_parse`): one good signature is enough,
 * and those that are unknown or not good do no harm.
 */
export class TrustJudge {
  /** Name of the key whose signature was found good. */
  signer: string | undefined
  /** Who has signed, verified or not: names of known keys, ids in hex of others. */
  readonly signatures: string[] = []
  #trust: AdbTrust
  #trusted: boolean
  #badSigner: string | undefined

  constructor(trust: AdbTrust) {
    this.#trust = trust
    this.#trusted = trust.allowUntrusted === true || (trust.keyring === undefined && trust.checksum === undefined)
  }

  /**
   * Looks at the ADB payload. A wrong checksum of 32 bytes is an error; one of 20 bytes may be the unique id of the package,
   * so that signatures decide (apk-tools adb.c, `__adb_handle_identity`).
   *
   * @throws ApkError ERR_APK_ADB_INTEGRITY, ERR_APK_CHECKSUM_FORMAT
   */
  seePayload(adb: Uint8Array): void {
    const { checksum } = this.#trust
    if (checksum === undefined) return
    const expected = parseIdentity(checksum)
    const identity = identityOf(adb)
    if (expected.every((byte, index) => identity[index] === byte)) this.#trusted = true
    else if (expected.length === FULL_SIZE) {
      throw readFault(
        'ERR_APK_ADB_INTEGRITY',
        `it is not the package with the checksum ${checksum} that the index lists`,
        { checksum },
      )
    }
  }

  /** Looks at a signature block. @throws ApkError ERR_APK_LIMIT */
  async seeSignature(content: SignedContent, payload: Uint8Array): Promise<void> {
    if (this.signatures.length === MAX_SIGNATURES) {
      throw readFault('ERR_APK_LIMIT', `it has more than ${MAX_SIGNATURES} signatures`, { limit: MAX_SIGNATURES })
    }
    const id = signatureKeyId(payload)
    const candidates = id === undefined || this.#trust.keyring === undefined ? [] : signersOf(id, this.#trust.keyring)
    this.signatures.push(candidates[0]?.name ?? (id === undefined ? 'unknown' : toHex(id)))
    if (this.signer !== undefined) return
    for (const key of candidates) {
      if (await verifySignature(content, payload, key)) {
        this.signer = key.name
        this.#trusted = true
        return
      }
      this.#badSigner ??= key.name
    }
  }

  /** @throws ApkError ERR_APK_SIGNATURE_MISSING, ERR_APK_SIGNATURE_UNKNOWN_KEY, ERR_APK_SIGNATURE_BAD nothing vouches for the file */
  requireTrust(): void {
    if (this.#trusted) return
    const known = this.#trust.keyring?.names ?? []
    if (this.#badSigner !== undefined) {
      throw new ApkError(
        'ERR_APK_SIGNATURE_BAD',
        `Verifying a v3 file: the signature by ${this.#badSigner} does not fit the bytes. They were changed after signing; fetch them again from a place you trust`,
        { details: { key: this.#badSigner } },
      )
    }
    if (this.signatures.length === 0) {
      throw new ApkError(
        'ERR_APK_SIGNATURE_MISSING',
        'Verifying a v3 file: it is not signed. Sign it, or allow untrusted input if its origin is certain',
      )
    }
    throw new ApkError(
      'ERR_APK_SIGNATURE_UNKNOWN_KEY',
      `Verifying a v3 file: it is signed by the keys ${this.signatures.join(', ')}, and the keyring holds ${known.join(', ') || 'no key'}. Add the public key if you trust its owner`,
      { details: { signatures: this.signatures, known } },
    )
  }
}
