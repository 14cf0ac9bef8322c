import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createAdbPackage,
  generateKey,
  importEcdsaKey,
  importKey,
  Keyring,
  openPackage,
  readIndex,
  writeAdbIndex,
} from '@nacre/apk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dumpAdb } from '../conformance/adb-dump.ts'
import { describePeers } from './peer.ts'

const info = { name: 'peer', version: '1-r0' }
const plain = { compression: { algorithm: 'none' } } as const

describePeers(['openssl', 'zstd'], 'v3 files beside openssl and zstd', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nacre-apk-v3-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] })

  /** Schema, the 18 bytes in front of the signature, and SHA-512 of the payload, made with openssl. */
  function signedMessage(file: Uint8Array): { message: Buffer; signature: Uint8Array } {
    const { payload, signatures } = dumpAdb(file)
    writeFileSync(join(folder, 'payload'), payload)
    const digest = openssl('dgst', '-sha512', '-binary', 'payload')
    const signature = signatures[0]!
    return { message: Buffer.concat([file.subarray(4, 8), signature.subarray(0, 18), digest]), signature }
  }

  it.each([
    ['RSA', () => generateKey({ bits: 2048 })],
    ['EC P-256', () => generateKey({ type: 'ecdsa', curve: 'P-256' })],
    ['EC P-384', () => generateKey({ type: 'ecdsa', curve: 'P-384' })],
  ])('openssl believes our signatures (%s)', async (_, generate) => {
    const key = await generate()
    writeFileSync(join(folder, 'key.pub'), key.publicPem)
    const record = (await openPackage(await createAdbPackage({ info }))).record()
    for (const file of [
      await createAdbPackage({ info, files: { a: 'a' }, key, ...plain }),
      await writeAdbIndex([record], { key, ...plain }),
    ]) {
      const { message, signature } = signedMessage(file)
      writeFileSync(join(folder, 'message'), message)
      writeFileSync(join(folder, 'signature'), signature.subarray(18))
      const said = openssl('dgst', '-sha512', '-verify', 'key.pub', '-signature', 'signature', 'message').toString()
      expect(said).toContain('Verified OK')
    }
  })

  it.each([
    ['RSA', ['genrsa', '-out', 'made.pem', '2048'], importKey],
    ['EC P-256', ['ecparam', '-name', 'prime256v1', '-genkey', '-out', 'made.pem'], importEcdsaKey],
    ['EC P-384', ['ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-out', 'made.pem'], importEcdsaKey],
  ] as const)('signatures by openssl are believed (%s)', async (_, generate, load) => {
    openssl(...generate)
    openssl('pkey', '-in', 'made.pem', '-pubout', '-out', 'made.pub')
    const key = await load(readFileSync(join(folder, 'made.pem'), 'latin1'), 'made')
    expect(key.publicPem).toBe(readFileSync(join(folder, 'made.pub'), 'latin1'))
    const signed = {
      type: key.type,
      publicPem: key.publicPem,
      sign: async (bytes: Uint8Array) => {
        writeFileSync(join(folder, 'message'), bytes)
        return openssl('dgst', '-sha512', '-sign', 'made.pem', 'message')
      },
    }
    const file = await createAdbPackage({ info, key: signed })
    expect((await openPackage(file, { keyring: Keyring.of([key]) })).signer).toBe(key.name)
  })

  it('the key id is the beginning of SHA-512 over the bare key, as openssl extracts it', async () => {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'made.pem')
    const der = openssl('pkey', '-in', 'made.pem', '-pubout', '-outform', 'DER')
    writeFileSync(join(folder, 'point'), der.subarray(der.length - 65))
    const id = openssl('dgst', '-sha512', '-binary', 'point').subarray(0, 16)
    const key = await importEcdsaKey(readFileSync(join(folder, 'made.pem'), 'latin1'), 'made')
    const file = await createAdbPackage({ info, key, ...plain })
    expect(Buffer.from(dumpAdb(file).signatures[0]!.subarray(2, 18)).equals(id)).toBe(true)
  })

  it('zstd expands what we compress, and we what zstd compresses', async () => {
    const file = await createAdbPackage({ info, files: { a: 'a'.repeat(100_000) }, ...plain })
    const packed = await createAdbPackage({
      info,
      files: { a: 'a'.repeat(100_000) },
      compression: { algorithm: 'zstd' },
    })
    writeFileSync(join(folder, 'body.zst'), packed.subarray(6))
    execFileSync('zstd', ['-q', '-d', '-f', 'body.zst', '-o', 'body'], { cwd: folder, timeout: 60_000 })
    expect(readFileSync(join(folder, 'body')).equals(file)).toBe(true)
    execFileSync('zstd', ['-q', '-19', '-f', 'body', '-o', 'again.zst'], { cwd: folder, timeout: 60_000 })
    const again = Buffer.concat([Buffer.from('ADBc\x02\x13', 'latin1'), readFileSync(join(folder, 'again.zst'))])
    expect((await openPackage(again)).info.name).toBe('peer')
    await (await openPackage(again)).verify()
    await expect(readIndex(again)).rejects.toMatchObject({ code: 'ERR_APK_ADB_SCHEMA' })
  })
})
