import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyEcdsa } from './ecdsa.ts'
import { importEcdsaKey } from './ecdsa-key.ts'
import { generateKey } from './signing-key.ts'

const message = new TextEncoder().encode('nacre')

describe.each(['P-256', 'P-384'] as const)('EC keys over %s', (curve) => {
  it('are read and believed by node:crypto', async () => {
    const key = await generateKey({ type: 'ecdsa', curve, name: 'builder' })
    expect(key.name).toBe('builder.pub')
    expect(createPrivateKey(key.privatePem).asymmetricKeyDetails?.namedCurve).toBe(
      curve === 'P-256' ? 'prime256v1' : 'secp384r1',
    )
    expect(createPublicKey(key.privatePem).export({ type: 'spki', format: 'pem' })).toBe(key.publicPem)
    expect(verify('sha512', message, key.publicPem, await key.sign(message))).toBe(true)
  })

  it('are imported from PKCS#8 and SEC 1, with and without the name of the curve in front', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
    const publicPem = publicKey.export({ type: 'spki', format: 'pem' })
    const sec1 = privateKey.export({ type: 'sec1', format: 'pem' }).toString()
    const forms = [
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      sec1,
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${sec1}`,
    ]
    for (const pem of forms) expect((await importEcdsaKey(pem, 'key')).publicPem).toBe(publicPem)
  })

  it('verify what node:crypto signs, high s or low', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    const point = spki.subarray(spki.length - (curve === 'P-256' ? 65 : 97))
    for (let time = 0; time < 8; time++) {
      const signature = sign('sha512', message, privateKey)
      expect(await verifyEcdsa(curve, point, message, signature)).toBe(true)
      expect(await verifyEcdsa(curve, point, new Uint8Array(5), signature)).toBe(false)
    }
    expect(await verifyEcdsa(curve, point, message, new Uint8Array(0))).toBe(false)
  })
})

describe('EC keys', () => {
  it('do not show their private half when they are printed', async () => {
    expect(JSON.stringify(await generateKey({ type: 'ecdsa' }))).not.toContain('PRIVATE')
  })

  it.each([
    ['a public key', async () => (await generateKey({ type: 'ecdsa' })).publicPem],
    ['an RSA key', async () => (await generateKey({ bits: 2048 })).privatePem],
    [
      'another curve',
      async () =>
        generateKeyPairSync('ec', { namedCurve: 'secp521r1' })
          .privateKey.export({ type: 'sec1', format: 'pem' })
          .toString(),
    ],
    [
      'another curve in PKCS#8',
      async () =>
        generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
    ],
  ])('are not imported from %s', async (_, pem) => {
    await expect(importEcdsaKey(await pem(), 'key')).rejects.toMatchObject({ code: 'ERR_APK_KEY_FORMAT' })
  })
})
