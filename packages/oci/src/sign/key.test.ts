import { createPrivateKey, createPublicKey, createSign, createVerify, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOciError } from '../error.ts'
import { generateSigningKey, readSigningKey, readVerificationKey } from './key.ts'

const message = new TextEncoder().encode('what is signed')

describe('keys and node:crypto', () => {
  it('reads the keys made here', () => {
    const key = generateSigningKey()
    const nodePrivate = createPrivateKey(key.privatePem())
    expect(nodePrivate.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
    expect(nodePrivate.export({ type: 'pkcs8', format: 'pem' })).toBe(key.privatePem())
    expect(createPublicKey(key.publicPem).export({ type: 'spki', format: 'pem' })).toBe(key.publicPem)
  })

  it.each(['pkcs8', 'sec1'] as const)('makes %s keys that are read here', (type) => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const key = readSigningKey(pair.privateKey.export({ type, format: 'pem' }).toString())
    expect(key.publicPem).toBe(pair.publicKey.export({ type: 'spki', format: 'pem' }))
    expect(readSigningKey(key.privatePem()).privatePem()).toBe(key.privatePem())
  })

  it('agrees on signatures in both directions', async () => {
    for (let round = 0; round < 20; round++) {
      const key = generateSigningKey()
      const { bytes } = await key.sign(message)
      expect(createVerify('sha256').update(message).verify(key.publicPem, bytes)).toBe(true)
      const theirs = createSign('sha256').update(message).sign(key.privatePem())
      expect(readVerificationKey(key.publicPem).verify(message, theirs)).toBe(true)
    }
  })

  it('signs the same payload the same way', async () => {
    const key = generateSigningKey()
    expect(await key.sign(message)).toEqual(await readSigningKey(key.privatePem()).sign(message))
  })
})

describe('what is no key for this', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const key = generateSigningKey()

  it.each([
    ['nothing', ''],
    ['P-384', other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['P-384 in SEC 1', other.privateKey.export({ type: 'sec1', format: 'pem' }).toString()],
    ['RSA', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a public key', key.publicPem],
  ])('refuses %s as a private key', (_, pem) => {
    expect(() => readSigningKey(pem)).toThrow(expect.objectContaining({ code: 'ERR_OCI_KEY_INVALID' }))
  })

  it.each([
    ['P-384', other.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['RSA', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['a point that is not on the curve', key.publicPem.replace(/(.{8})==\n/, 'AAAAAAAA==\n')],
    ['a private key', key.privatePem()],
  ])('refuses %s as a public key', (_, pem) => {
    expect(() => readVerificationKey(pem)).toThrow(expect.objectContaining({ code: 'ERR_OCI_KEY_INVALID' }))
  })

  it.each([
    [
      'PKCS #8',
      createPrivateKey(key.privatePem()).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      }),
    ],
    [
      'SEC 1',
      createPrivateKey(key.privatePem()).export({
        type: 'sec1',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      }),
    ],
    ['cosign', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n'],
  ])('says that a key of %s is under a password', (_, pem) => {
    expect(() => readSigningKey(pem.toString())).toThrow(expect.objectContaining({ code: 'ERR_OCI_KEY_ENCRYPTED' }))
  })

  it('throws nothing but its own error, whatever the bytes', () => {
    const bytes = Buffer.from(key.privatePem().split('\n').slice(1, -2).join(''), 'base64')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const changed = Buffer.from(bytes)
        changed[at] = value
        const body = changed.subarray(0, length).toString('base64')
        try {
          readSigningKey(`-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`)
        } catch (error) {
          expect(isOciError(error, 'ERR_OCI_KEY_INVALID')).toBe(true)
        }
      }),
    )
  })

  it('never shows the private half by accident', () => {
    const secret = key.privatePem().split('\n')[1] ?? ''
    expect(JSON.stringify(key)).not.toContain(secret.slice(30, 60))
    expect(`${key}`).not.toContain(secret.slice(30, 60))
  })
})
