import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { createTransport } from '@nacre/http'
import { instantClock, type Reply, startFaultyServer } from '@nacre/http/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOfJwk } from './jwk.ts'
import { discoverJwksKeys } from './jwks.ts'

const jwk = (bits = 2048) => generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' })
const rsa = { ...jwk(), kid: 'builder-1', use: 'sig' }

async function discover(replies: Readonly<Record<string, Reply>>) {
  await using server = await startFaultyServer({ reply: ({ path }) => replies[path] })
  await using transport = createTransport({ clock: instantClock() })
  const repository = `${server.url.replace('//', '//u:s3cret@')}/os/`
  const outcome = await discoverJwksKeys({ repository, transport }).then(
    (keyring) => ({ keys: [...keyring.keys()].map(({ name, pem }) => ({ name, pem })) }),
    (error: unknown) => ({ error }),
  )
  return { outcome, requests: server.requests }
}

const configuration = { body: JSON.stringify({ jwks_uri: '/keys.json' }) }

describe('discoverJwksKeys', () => {
  it('gives the keys that the repository names, as Node would write them', async () => {
    const { outcome, requests } = await discover({
      '/os/apk-configuration': configuration,
      '/keys.json': { body: JSON.stringify({ keys: [rsa] }) },
    })
    const pem = createPublicKey({ key: rsa, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    expect(outcome).toEqual({ keys: [{ name: 'builder-1.rsa.pub', pem }] })
    expect(requests[0]?.headers['authorization']).toMatch(/^Basic /)
  })

  it('gives none where the repository publishes none', async () => {
    expect((await discover({})).outcome).toEqual({ keys: [] })
  })

  it.each([
    ['no kid', { ...rsa, kid: undefined }, /no kid/],
    ['another type', { kty: 'EC', kid: 'e', crv: 'P-256', x: 'x', y: 'y' }, /type "EC"/],
    ['no modulus', { kty: 'RSA', kid: 'e', e: 'AQAB' }, /lacks n or e/],
    ['a modulus that is no base64url', { kty: 'RSA', kid: 'e', e: 'AQAB', n: 'a b' }, /base64url/],
    ['a kid that leads elsewhere', { ...rsa, kid: '../../etc/x' }, /cannot be used/],
    ['nothing of a key', null, /no kid/],
  ])('refuses a set with a key that has %s', async (_, key, message) => {
    const { outcome } = await discover({
      '/os/apk-configuration': configuration,
      '/keys.json': { body: JSON.stringify({ keys: [rsa, key] }) },
    })
    expect(outcome).toMatchObject({
      error: { code: 'ERR_APK_KEY_DISCOVERY', message: expect.stringMatching(message) as string },
    })
    expect('error' in outcome && (outcome.error as Error).cause).toBeInstanceOf(Error)
  })

  it.each([
    ['no jwks_uri', { '/os/apk-configuration': { body: '{}' } }],
    ['a set that is not there', { '/os/apk-configuration': configuration }],
    ['a set that is none', { '/os/apk-configuration': configuration, '/keys.json': { body: '[]' } }],
    ['a configuration that is no JSON', { '/os/apk-configuration': { body: '<html>' } }],
    ['an address of another kind', { '/os/apk-configuration': { body: '{"jwks_uri":"file:///etc/passwd"}' } }],
  ] as const)('says what it met: %s', async (_, replies) => {
    const { outcome } = await discover(replies)
    expect(outcome).toMatchObject({ error: { code: 'ERR_APK_KEY_DISCOVERY' } })
    expect(JSON.stringify([outcome, String('error' in outcome && outcome.error)])).not.toContain('s3cret')
  })

  it('keeps why a request failed', async () => {
    const { outcome } = await discover({ '/os/apk-configuration': { status: 403 } })
    expect(outcome).toMatchObject({
      error: { code: 'ERR_APK_KEY_DISCOVERY', details: { status: 403 }, cause: { code: 'ERR_HTTP_STATUS' } },
    })
  })
})

describe('keyOfJwk', () => {
  it('reads a modulus of any length as Node does', () => {
    for (const bits of [512, 1024, 1025, 1031, 4096]) {
      const key = { ...jwk(bits), kid: 'k' }
      const der = createPublicKey(keyOfJwk(key).publicPem).export({ type: 'spki', format: 'der' })
      expect(der.equals(createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' }))).toBe(true)
    }
  })

  it('gives a key or an error with a message for anything', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ kty: fc.constant('RSA'), kid: fc.string(), n: fc.base64String(), e: fc.base64String() }),
        ),
        (value) => {
          try {
            expect(keyOfJwk(value).publicPem).toContain('RSA PUBLIC KEY')
          } catch (error) {
            expect((error as Error).message).toMatch(/^(has no|has a number|".*" (is of type|lacks))/s)
          }
        },
      ),
    )
  })
})
