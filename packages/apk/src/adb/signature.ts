import { equalBytes, hash } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { verifyEcdsa } from '../keyring/ecdsa.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { PublicKey } from '../keyring/public-key.ts'
import { bareKey, keyId } from './bare-key.ts'

/** What signs a v3 file: a key in memory, or a service that keeps the key to itself. */
export type AdbSigner =
  | {
      readonly type: 'rsa'
      /** The public half, which the signature names by its hash. */
      readonly publicPem: string
      /** RSA PKCS#1 v1.5 signature over the SHA-512 of the bytes. */
      sign(bytes: Uint8Array, algorithm: 'RSA512'): Promise<Uint8Array>
    }
  | {
      readonly type: 'ecdsa'
      readonly publicPem: string
      /** ECDSA signature over the SHA-512 of the bytes, in DER. */
      sign(bytes: Uint8Array): Promise<Uint8Array>
    }

/** Head of a signature (APK v3 (ADB) format; apk-tools adb.h, "adb_sign_v0"): version, hash algorithm, key id. */
const VERSION = 0
const HEAD_SIZE = 18
const KEY_ID_START = 2

/** Hash algorithms of the signed payload, by their code (apk-tools apk_crypto.h); SHA-1 has a code, but apk-tools refuses it here. */
const SHA256 = 3
const SHA512 = 4
const SHA256_160 = 5

/** What is signed: an ADB payload, and the schema it is to be read with. */
export interface SignedContent {
  readonly schema: number
  readonly adb: Uint8Array
}

/** The payload of a signature block. Throws `ERR_APK_KEY_FORMAT` for a key that is neither RSA nor EC over P-256 or P-384. */
export async function signContent(content: SignedContent, signer: AdbSigner): Promise<Uint8Array> {
  const key = bareKey(new PublicKey('signing-key.pub', signer.publicPem).der)
  if (key === undefined || (key.type === 'rsa') !== (signer.type === 'rsa')) {
    throw new ApkError(
      'ERR_APK_KEY_FORMAT',
      `Signing a v3 file: the key is no ${signer.type} key that v3 files know. Give an RSA key, or an EC key over P-256 or P-384`,
      { details: { type: signer.type } },
    )
  }
  const head = new Uint8Array(HEAD_SIZE)
  head[0] = VERSION
  head[1] = SHA512
  head.set(keyId(key), KEY_ID_START)
  const message = signedMessage(content, head)!
  const signature = signer.type === 'rsa' ? await signer.sign(message, 'RSA512') : await signer.sign(message)
  const payload = new Uint8Array(HEAD_SIZE + signature.length)
  payload.set(head)
  payload.set(signature, HEAD_SIZE)
  return payload
}

/** The key id in a signature block, or undefined where its version is not known. */
export function signatureKeyId(payload: Uint8Array): Uint8Array | undefined {
  return payload.length < HEAD_SIZE || payload[0] !== VERSION ? undefined : payload.subarray(KEY_ID_START, HEAD_SIZE)
}

/** The keys of a keyring with this id. */
export function signersOf(id: Uint8Array, keyring: Keyring): PublicKey[] {
  return [...keyring.keys()].filter((key) => {
    const bare = bareKey(key.der)
    return bare !== undefined && equalBytes(keyId(bare), id)
  })
}

/** Whether the signature in a signature block is good, and made by this key. */
export async function verifySignature(content: SignedContent, payload: Uint8Array, key: PublicKey): Promise<boolean> {
  const bare = bareKey(key.der)
  const message = signedMessage(content, payload.subarray(0, HEAD_SIZE))
  if (bare === undefined || message === undefined) return false
  const signature = payload.subarray(HEAD_SIZE)
  return bare.type === 'rsa'
    ? key.verify(message, signature, 'RSA512')
    : verifyEcdsa(bare.type, bare.bytes, message, signature)
}

/** Schema, head and hash of the payload (apk-tools adb.c, `adb_digest_v0_signature`); undefined for an unknown hash. */
function signedMessage(content: SignedContent, head: Uint8Array): Uint8Array | undefined {
  const digest = payloadDigest(content.adb, head[1])
  if (digest === undefined) return undefined
  const message = new Uint8Array(4 + HEAD_SIZE + digest.length)
  new DataView(message.buffer).setUint32(0, content.schema, true)
  message.set(head, 4)
  message.set(digest, 4 + HEAD_SIZE)
  return message
}

function payloadDigest(adb: Uint8Array, algorithm: number | undefined): Uint8Array | undefined {
  switch (algorithm) {
    case SHA512:
      return hash('sha512', adb)
    case SHA256:
      return hash('sha256', adb)
    case SHA256_160:
      return hash('sha256', adb).subarray(0, 20)
    default:
      return undefined
  }
}
