import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { firstCertificate, publicKey, secondCertificate } from '../../../../test/apko/certificates.ts'
import { emptyKeyStore } from '../../../../test/apko/key-store.ts'
import { image } from '../definition/chain.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import type { RootFsView } from '../rootfs/view.ts'
import type { ApkOptions } from '../testing/apk.ts'
import { repository } from '../testing/repository.ts'
import { readCertificate } from './certificate.ts'
import { addToTrustStore } from './trust-store.ts'

const BUNDLE = 'etc/ssl/certs/ca-certificates.crt'
const SIDECAR = 'etc/ssl/certs/.ca-certificates.crt.sha256'

async function build(
  definition: Partial<ImageDefinition>,
  files: ApkOptions['files'] = {},
  provides: string[] = [],
): Promise<RootFsView> {
  const built = await image(definition)
    .from(repository([{ name: 'p', files, provides }]))
    .add('p')
    .build({ arch: ['x86_64'], epoch: 1234 })
  return built.rootfs('x86_64')
}

const one = { additional: [{ name: 'My-CA', content: `text around it\n${firstCertificate}more\n` }] }
const fingerprint = readCertificate(firstCertificate, 'first').fingerprint

describe('a certificate', () => {
  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['several', `${firstCertificate}${secondCertificate}`],
    ['a key', publicKey],
    ['a block that is no X.509', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('cannot be %s', (_, text) => {
    expect(() => readCertificate(text, 'x')).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_CERTIFICATE' }))
  })

  it('is written again alone, by its fingerprint', () => {
    expect(readCertificate(one.additional[0]!.content, 'x').pem).toBe(firstCertificate)
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  it('that cannot be read is told with all others', async () => {
    const additional = [
      { name: 'a', content: 'x' },
      { name: 'b', content: 'y' },
    ]
    await expect(build({ certificates: { additional } })).rejects.toMatchObject({
      details: { certificates: ['a', 'b'] },
    })
  })
})

describe('trusting certificates', () => {
  it('without a bundle only files of their own are written', async () => {
    const tree = await build({ certificates: one })
    const file = `usr/local/share/ca-certificates/My-CA-${fingerprint}.crt`
    expect(await tree.text(file)).toBe(firstCertificate)
    expect(tree.stat(file)).toMatchObject({ mode: 0o644, mtime: 1234 })
    expect(tree.has(BUNDLE)).toBe(false)
  })

  it('every bundle that is there gets them, with an empty line after each, and its checksum beside it', async () => {
    const tree = await build(
      { certificates: one },
      { [BUNDLE]: 'before\n', 'kaniko/ssl/certs/ca-certificates.crt': '' },
    )
    expect(await tree.text(BUNDLE)).toBe(`before\n${firstCertificate}\n`)
    expect(tree.stat(BUNDLE).mtime).toBe(1234)
    const sum = createHash('sha256')
      .update(await tree.read(BUNDLE))
      .digest('hex')
    expect(await tree.text(SIDECAR)).toBe(`${sum}  ca-certificates.crt\n`)
    expect(tree.stat(SIDECAR)).toMatchObject({ mode: 0o444, mtime: 1234 })
    expect(tree.has('kaniko/ssl/certs/.ca-certificates.crt.sha256')).toBe(true)
  })

  it('without certificates apko writes the checksum too, nacre does not', async () => {
    expect((await build({ profile: 'apko' }, { [BUNDLE]: 'x' })).has(SIDECAR)).toBe(true)
    expect((await build({}, { [BUNDLE]: 'x' })).has(SIDECAR)).toBe(false)
  })

  it('packages that provide the named thing bring theirs, in the order of paths; what is no certificate is passed over', async () => {
    const files = {
      [BUNDLE]: '',
      'usr/local/share/ca-certificates/b.crt': firstCertificate,
      'usr/local/share/ca-certificates/a.pem': secondCertificate,
      'usr/local/share/ca-certificates/two.crt': `${firstCertificate}${secondCertificate}`,
      'usr/local/share/ca-certificates/c.txt': firstCertificate,
    }
    const certificates = { providers: ['my-cas'] }
    expect(await (await build({ certificates }, files, ['my-cas'])).text(BUNDLE)).toBe(
      `${secondCertificate}\n${firstCertificate}\n`,
    )
    expect(await (await build({ certificates }, files, ['other'])).text(BUNDLE)).toBe('')
  })

  it('the Java trust store gets them under lower-case aliases', async () => {
    const path = 'etc/ssl/certs/java/cacerts'
    const tree = await build({ certificates: one }, [{ name: path, content: emptyKeyStore(1), mode: 0o440 }])
    const store = Buffer.from(await tree.read(path))
    expect(store.readUInt32BE(8)).toBe(1)
    expect(store.includes(`my-ca-${fingerprint}`)).toBe(true)
    expect(store.includes(Buffer.from(readCertificate(firstCertificate, 'x').der))).toBe(true)
    expect(tree.stat(path)).toMatchObject({ mode: 0o440, mtime: 1234 })
  })
})

describe('a Java trust store', () => {
  const certificate = { alias: 'B', der: new Uint8Array([1, 2]) }

  it('keeps its entries and sorts them by alias', () => {
    const twice = addToTrustStore(
      addToTrustStore(emptyKeyStore(), [certificate], 1),
      [{ ...certificate, alias: 'a' }],
      2,
    )
    const together = addToTrustStore(emptyKeyStore(), [{ ...certificate, alias: 'a' }, certificate], 1)
    expect(Buffer.from(twice).readUInt32BE(8)).toBe(2)
    expect(twice.length).toBe(together.length)
    expect(Buffer.from(twice).indexOf('a')).toBeLessThan(Buffer.from(twice).indexOf('b'))
  })

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is no JKS', Buffer.alloc(64)],
    ['was changed', Buffer.concat([emptyKeyStore().subarray(0, 12), Buffer.alloc(20)])],
    ['ends early', emptyKeyStore().subarray(0, 20)],
  ])('that %s is refused', (_, bytes) => {
    expect(() => addToTrustStore(bytes, [certificate], 0)).toThrow(
      expect.objectContaining({ code: 'ERR_IMAGE_TRUST_STORE' }),
    )
  })
})

describe('runtime keys', () => {
  const key = (name: string, content = publicKey) => ({ runtimeKeyring: [{ name, content }] })

  it('are placed for the container only, without what stood around them', async () => {
    const tree = await build(key('k.rsa.pub', `x\n${publicKey}y\n`))
    expect(await tree.text('etc/apk/keys/k.rsa.pub')).toBe(publicKey)
    expect(tree.stat('etc/apk/keys/k.rsa.pub')).toMatchObject({ mode: 0o644, mtime: 1234 })
  })

  it.each([
    ['a certificate', firstCertificate],
    ['two keys', `${publicKey}${publicKey}`],
    ['nothing', ''],
    ['an elliptic key', 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE'],
  ])('cannot be %s', async (_, content) => {
    await expect(build(key('k', content))).rejects.toMatchObject({ code: 'ERR_IMAGE_RUNTIME_KEY' })
  })

  it('do not take the place of a key that is there, not even of a link', async () => {
    await expect(build(key('k'), [{ name: 'etc/apk/keys/k', linkname: '/nowhere' }])).rejects.toMatchObject({
      code: 'ERR_IMAGE_RUNTIME_KEY',
    })
  })
})
