import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromBase64 } from '@nacre/archive'
import {
  copy,
  cosignTag,
  generateSigningKey,
  memoryPlace,
  readBytes,
  readManifest,
  readSigningKey,
  readVerificationKey,
  signImage,
} from '@nacre/oci'
import { randomImage } from '@nacre/oci/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describePeers } from './peer.ts'

let folder: string
const file = (name: string): string => join(folder, name)
const openssl = (...args: string[]): Promise<{ stdout: string }> => promisify(execFile)('openssl', args)

describePeers(['openssl'], 'openssl', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nacre-openssl-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('verifies the signature that we have put beside an image, and refuses another payload', async () => {
    const key = generateSigningKey()
    const place = memoryPlace()
    const image = await randomImage()
    await copy(image.source, place, image.descriptor)
    await signImage(place, image.descriptor, { signer: key, reference: 'ghcr.io/team/app' })
    const tag = cosignTag(image.descriptor.digest, 'sig')
    const [layer] = (await readManifest(place, await place.resolve(tag))).layers
    if (!layer) throw new Error('no signature was stored')
    const payload = await readBytes(place, layer)
    await writeFile(file('payload'), payload)
    await writeFile(file('signature'), fromBase64(layer.annotations?.['dev.cosignproject.cosign/signature'] ?? ''))
    await writeFile(file('key.pub'), key.publicPem)
    const verify = (): Promise<{ stdout: string }> =>
      openssl('dgst', '-sha256', '-verify', file('key.pub'), '-signature', file('signature'), file('payload'))
    expect((await verify()).stdout).toBe('Verified OK\n')
    await writeFile(file('payload'), `${new TextDecoder().decode(payload)} `)
    await expect(verify()).rejects.toThrow()
  })

  it('signs what we verify, with a key in either of its forms', async () => {
    await openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', file('sec1.pem'))
    await openssl('pkcs8', '-topk8', '-nocrypt', '-in', file('sec1.pem'), '-out', file('pkcs8.pem'))
    await openssl('ec', '-in', file('sec1.pem'), '-pubout', '-out', file('public.pem'))
    await writeFile(file('text'), 'text')
    await openssl('dgst', '-sha256', '-sign', file('sec1.pem'), '-out', file('text.sig'), file('text'))
    const key = readVerificationKey(await readFile(file('public.pem'), 'utf8'))
    expect(key.verify(await readFile(file('text')), await readFile(file('text.sig')))).toBe(true)
    for (const name of ['sec1.pem', 'pkcs8.pem']) {
      expect(readSigningKey(await readFile(file(name), 'utf8')).publicPem).toBe(key.publicPem)
    }
  })
})
