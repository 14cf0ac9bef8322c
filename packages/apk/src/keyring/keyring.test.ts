import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Keyring } from './keyring.ts'
import { PublicKey } from './public-key.ts'
import { generateKey, importKey } from './signing-key.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spki = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const message = new TextEncoder().encode('control')

const nodeHash = { RSA: 'sha1', RSA256: 'sha256', RSA512: 'sha512' } as const

describe('keys', () => {
  it.each(['RSA', 'RSA256', 'RSA512'] as const)('signs and verifies %s as node:crypto does', async (algorithm) => {
    const key = await importKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'k.rsa.pub')
    const signature = await key.sign(message, algorithm)
    expect(verify(nodeHash[algorithm], message, pair.publicKey, signature)).toBe(true)
    const publicKey = new PublicKey('k.rsa.pub', spki)
    expect(await publicKey.verify(message, sign(nodeHash[algorithm], message, pair.privateKey), algorithm)).toBe(true)
    expect(await publicKey.verify(Uint8Array.of(1), signature, algorithm)).toBe(false)
    expect(await publicKey.verify(message, signature.slice(1), algorithm)).toBe(false)
  })

  it('reads PKCS#1 keys and writes the general forms', async () => {
    const pkcs1 = pair.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    expect(new PublicKey('k.pub', pkcs1).pem).toBe(spki)
    const key = await importKey(pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), 'k')
    expect(key.privatePem).toBe(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    expect(key).toMatchObject({ name: 'k.rsa.pub', publicPem: spki })
  })

  it('generates keys that OpenSSL reads, named after themselves by default', async () => {
    const key = await generateKey({ bits: 2048 })
    expect(key.name).toMatch(/^nacre-[0-9a-f]{8}\.rsa\.pub$/)
    expect(createPublicKey(key.publicPem).asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(createPrivateKey(key.privatePem).asymmetricKeyType).toBe('rsa')
  })

  it('shows no private key to logs and JSON', async () => {
    const key = await importKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'k')
    expect(JSON.stringify(key) + inspect(key)).not.toContain('PRIVATE')
  })

  it.each(['', '.hidden.pub', 'a/b.pub', 'a b.pub', 'a\nb.pub'])('refuses the name %j', (name) => {
    expect(() => Keyring.of({ [name]: spki })).toThrow(expect.objectContaining({ code: 'ERR_APK_KEY_NAME' }))
  })

  it.each([
    ['no PEM', 'hello'],
    ['a private key', pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['broken base64', '-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----\n'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('refuses %s as a public key', (_, pem) => {
    expect(() => Keyring.of({ 'k.pub': pem })).toThrow(expect.objectContaining({ code: 'ERR_APK_KEY_FORMAT' }))
  })

  it('refuses a public or encrypted key for signing', async () => {
    const encrypted = pair.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' })
    for (const pem of [spki, encrypted.toString()]) {
      await expect(importKey(pem, 'k')).rejects.toMatchObject({ code: 'ERR_APK_KEY_FORMAT' })
    }
  })

  it('takes no signature by a key that is not RSA', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = new PublicKey('ec.pub', ec.publicKey.export({ type: 'spki', format: 'pem' }).toString())
    expect(await key.verify(message, sign('sha256', message, ec.privateKey), 'RSA256')).toBe(false)
  })
})

describe('Keyring.fromDirectory', () => {
  it('takes every file with a public key, skips hidden and other files and directories', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nacre-keys-'))
    try {
      await mkdir(join(directory, 'sub'))
      await writeFile(join(directory, 'b.rsa.pub'), spki)
      await writeFile(join(directory, 'a@example.org-1.rsa.pub'), spki)
      await writeFile(join(directory, '.c.rsa.pub'), spki)
      await writeFile(join(directory, 'README'), 'no key')
      const keyring = await Keyring.fromDirectory(directory)
      expect(keyring.names).toEqual(['a@example.org-1.rsa.pub', 'b.rsa.pub'])
      expect(keyring.get('b.rsa')).toBeUndefined()
      expect(keyring.with(Keyring.of({ 'z.pub': spki })).names).toHaveLength(3)
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  it('says which directory cannot be read', async () => {
    await expect(Keyring.fromDirectory('/nonexistent/keys')).rejects.toMatchObject({
      code: 'ERR_APK_KEYRING_DIRECTORY',
      details: { directory: '/nonexistent/keys' },
    })
  })
})
