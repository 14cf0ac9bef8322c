import { createHash, createPublicKey, generateKeyPairSync, verify as nodeVerify } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { generateEcdsaKey } from '../keyring/ecdsa-key.ts'
import { PublicKey } from '../keyring/public-key.ts'
import { generateKey } from '../keyring/signing-key.ts'
import { bareKey, keyId } from './bare-key.ts'
import { schema } from './schemas.ts'
import { type AdbSigner, signatureKeyId, signContent, verifySignature } from './signature.ts'

const content = { schema: schema.package, adb: new TextEncoder().encode('an ADB payload') }
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const publicKey = (signer: AdbSigner): PublicKey => new PublicKey('key.pub', signer.publicPem)

/** Schema, the 18 bytes in front of the signature, and SHA-512 of the payload. */
function message(payload: Uint8Array): Buffer {
  const word = Buffer.alloc(4)
  word.writeUInt32LE(content.schema)
  return Buffer.concat([word, payload.subarray(0, 18), createHash('sha512').update(content.adb).digest()])
}

describe.each(['rsa', 'P-256', 'P-384'] as const)('signature of a v3 file by an %s key', (type) => {
  let signer: AdbSigner
  let payload: Uint8Array
  beforeAll(async () => {
    signer = type === 'rsa' ? await generateKey({ bits: 2048 }) : await generateEcdsaKey({ type: 'ecdsa', curve: type })
    payload = await signContent(content, signer)
  })

  it('begins with version 0, SHA-512 and the key id', () => {
    const bare = bareKey(publicKey(signer).der)
    expect([...payload.subarray(0, 2)]).toEqual([0, 4])
    expect(hex(payload.subarray(2, 18))).toBe(hex(keyId(bare!)))
    expect(hex(signatureKeyId(payload)!)).toBe(hex(keyId(bare!)))
  })

  it('is over schema, head and SHA-512 of the payload, with SHA-512, as node:crypto sees it', () => {
    expect(nodeVerify('sha512', message(payload), signer.publicPem, payload.subarray(18))).toBe(true)
  })

  it('is verified', async () => {
    expect(await verifySignature(content, payload, publicKey(signer))).toBe(true)
  })

  it('fails for another schema, payload, head or signature', async () => {
    const key = publicKey(signer)
    expect(await verifySignature({ ...content, schema: schema.index }, payload, key)).toBe(false)
    expect(await verifySignature({ ...content, adb: new Uint8Array(14) }, payload, key)).toBe(false)
    for (const place of [1, 5, 17, 30, payload.length - 1]) {
      const changed = payload.slice()
      changed[place]! ^= 1
      expect(await verifySignature(content, changed, key)).toBe(false)
    }
    expect(await verifySignature(content, payload.subarray(0, 18), key)).toBe(false)
  })

  it('has a key id over the bare key, not over SubjectPublicKeyInfo', () => {
    const spki = publicKey(signer).der
    const bare =
      type === 'rsa'
        ? createPublicKey(signer.publicPem).export({ type: 'pkcs1', format: 'der' })
        : Buffer.concat([
            Buffer.of(4),
            ...(['x', 'y'] as const).map((part) =>
              Buffer.from(createPublicKey(signer.publicPem).export({ format: 'jwk' })[part]!, 'base64url'),
            ),
          ])
    expect(hex(bareKey(spki)!.bytes)).toBe(hex(bare))
    expect(hex(keyId(bareKey(spki)!))).toBe(createHash('sha512').update(bare).digest('hex').slice(0, 32))
  })
})

describe('signatures of v3 files', () => {
  it('by EC keys are the same each time', async () => {
    const key = await generateEcdsaKey({ type: 'ecdsa' })
    expect(hex(await signContent(content, key))).toBe(hex(await signContent(content, key)))
  })

  it('are not made by keys of other types', async () => {
    const publicPem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const signer: AdbSigner = { type: 'ecdsa', publicPem, sign: async (bytes) => bytes }
    await expect(signContent(content, signer)).rejects.toMatchObject({ code: 'ERR_APK_KEY_FORMAT' })
    const other = generateKeyPairSync('ec', { namedCurve: 'P-521' })
      .publicKey.export({ type: 'spki', format: 'pem' })
      .toString()
    await expect(signContent(content, { ...signer, publicPem: other })).rejects.toMatchObject({
      code: 'ERR_APK_KEY_FORMAT',
    })
  })

  it('of an unknown version name no key', () => {
    const payload = new Uint8Array(40)
    payload[0] = 1
    expect(signatureKeyId(payload)).toBeUndefined()
    expect(signatureKeyId(new Uint8Array(17))).toBeUndefined()
  })
})
