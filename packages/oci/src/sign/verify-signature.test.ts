import { createSign } from 'node:crypto'
import { digestOf, fromBase64, toBase64 } from '@nacre/archive'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeManifest } from '../model/encode.ts'
import type { Manifest } from '../model/manifest.ts'
import { mediaTypes } from '../model/media-type.ts'
import { readBytes, readManifest } from '../places/documents.ts'
import { type MemoryPlace, memoryPlace } from '../places/memory-place.ts'
import { randomImage } from '../testing/random.ts'
import { describe as describeBytes } from './artifact.ts'
import { cosignAnnotations, cosignTag } from './cosign-manifest.ts'
import { generateSigningKey } from './key.ts'
import { signImage } from './sign-image.ts'
import { encodePayload } from './simple-signing.ts'
import { verifySignature } from './verify-signature.ts'

const key = generateSigningKey()
const reference = 'ghcr.io/team/app'
let place: MemoryPlace
let image: Descriptor
let other: Descriptor

beforeEach(async () => {
  place = memoryPlace()
  for (const seed of [1, 2]) {
    const { descriptor, source } = await randomImage({ seed })
    const bytes = await readBytes(source, descriptor)
    place.put(descriptor, () => bytes)
    if (seed === 1) image = descriptor
    else other = descriptor
  }
})

const tag = (): string => cosignTag(image.digest, 'sig')

/** Changes the manifest under the signature tag, and stores it again soundly. */
async function change(edit: (manifest: Manifest, payload: Uint8Array) => Manifest | Promise<Manifest>): Promise<void> {
  const manifest = await readManifest(place, await place.resolve(tag()))
  const payload = await readBytes(place, manifest.layers[0]!)
  const bytes = encodeManifest(await edit(manifest, payload))
  const descriptor = describeBytes(mediaTypes.ociManifest, bytes)
  place.put(descriptor, () => bytes)
  await place.tag(descriptor, tag())
}

const withLayer = (manifest: Manifest, changes: Partial<Descriptor>): Manifest => ({
  ...manifest,
  layers: [{ ...manifest.layers[0]!, ...changes }],
})

/** Replaces the payload; signed with the key when `sign`, otherwise with the signature that was there. */
async function changePayload(edit: (text: string) => string, options: { sign: boolean }): Promise<void> {
  await change(async (manifest, payload) => {
    const bytes = new TextEncoder().encode(edit(new TextDecoder().decode(payload)))
    const layer = manifest.layers[0]!
    const signature = options.sign
      ? toBase64((await key.sign(bytes)).bytes)
      : (layer.annotations?.[cosignAnnotations.signature] ?? '')
    const descriptor = {
      ...describeBytes(layer.mediaType, bytes),
      annotations: { [cosignAnnotations.signature]: signature },
    }
    place.put(descriptor, () => bytes)
    return { ...manifest, layers: [descriptor] }
  })
}

async function changeSignature(edit: (signature: Uint8Array) => string): Promise<void> {
  await change((manifest) => {
    const signature = fromBase64(manifest.layers[0]?.annotations?.[cosignAnnotations.signature] ?? '')
    return withLayer(manifest, { annotations: { [cosignAnnotations.signature]: edit(signature) } })
  })
}

describe('a signature made here', () => {
  it.each(['tag', 'referrer'] as const)('is verified as %s', async (form) => {
    await signImage(place, image, { signer: key, reference, forms: [form], annotations: { commit: 'abc' } })
    const verified = await verifySignature(place, image, {
      keys: [generateSigningKey(), key],
      reference,
      annotations: { commit: 'abc' },
    })
    expect(verified).toMatchObject([
      { form, payload: { digest: image.digest, reference, annotations: { commit: 'abc' } } },
    ])
    expect(verified[0]?.key.id).toBe(key.id)
  })

  it('has the payload that cosign writes', () => {
    const digest = `sha256:${'ab'.repeat(32)}` as const
    expect(new TextDecoder().decode(encodePayload({ digest, reference, annotations: {} }))).toBe(
      `{"critical":{"identity":{"docker-reference":"ghcr.io/team/app"},"image":{"docker-manifest-digest":"${digest}"},"type":"cosign container image signature"},"optional":null}`,
    )
  })

  it('is stored beside those of others, once', async () => {
    const second = generateSigningKey()
    for (const signer of [key, second, key]) await signImage(place, image, { signer, reference, forms: ['tag'] })
    expect((await readManifest(place, await place.resolve(tag()))).layers).toHaveLength(2)
    expect(await verifySignature(place, image, { keys: [key] })).toHaveLength(1)
    expect(await verifySignature(place, image, { keys: [key, second] })).toHaveLength(2)
  })

  it('is not asked for where there is none', async () => {
    await expect(verifySignature(place, image, { keys: [key] })).rejects.toMatchObject({
      code: 'ERR_OCI_SIGNATURE_NOT_FOUND',
    })
  })
})

describe('tampering is refused', () => {
  beforeEach(async () => {
    await signImage(place, image, { signer: key, reference, forms: ['tag'] })
  })

  const cases: [string, () => Promise<void>][] = [
    ['a bit of the signature', () => changeSignature((bytes) => toBase64(bytes.with(20, (bytes[20] ?? 0) ^ 1)))],
    ['a signature cut short', () => changeSignature((bytes) => toBase64(bytes.subarray(0, -1)))],
    ['bytes after the signature', () => changeSignature((bytes) => toBase64(Uint8Array.of(...bytes, 0)))],
    ['an empty signature', () => changeSignature(() => '')],
    ['a signature that is not base64', () => changeSignature(() => '!!!!')],
    [
      'a signature of zeros (CVE-2022-21449)',
      () => changeSignature(() => toBase64(Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0))),
    ],
    [
      'a payload naming another image',
      () => changePayload((text) => text.replace(image.digest, other.digest), { sign: false }),
    ],
    [
      'a payload with a claim added',
      () => changePayload((text) => text.replace('null', '{"release":"yes"}'), { sign: false }),
    ],
    ['a payload with a space added', () => changePayload((text) => `${text} `, { sign: false })],
    [
      'a signed payload of another image',
      () => changePayload((text) => text.replace(image.digest, other.digest), { sign: true }),
    ],
    [
      'a signed payload of another type',
      () => changePayload((text) => text.replace('container image', 'blob'), { sign: true }),
    ],
    [
      'a signed payload that names two images',
      () =>
        changePayload(
          (text) => text.replace('"docker-manifest', `"docker-manifest-digest":"${other.digest}","docker-manifest`),
          { sign: true },
        ),
    ],
    ['a signed payload that is not JSON', () => changePayload(() => 'image', { sign: true })],
    [
      'another media type of the payload',
      () => change((manifest) => withLayer(manifest, { mediaType: 'application/json' })),
    ],
    ['no annotation', () => change((manifest) => ({ ...manifest, layers: [describeLayer(manifest)] }))],
    [
      'a wrong size of the payload',
      () => change((manifest) => withLayer(manifest, { size: (manifest.layers[0]?.size ?? 0) - 1 })),
    ],
    [
      'bytes of the payload replaced under its digest',
      async () => {
        const manifest = await readManifest(place, await place.resolve(tag()))
        const bytes = await readBytes(place, manifest.layers[0]!)
        place.put(manifest.layers[0]!, () => bytes.with(3, 0x58))
      },
    ],
    [
      'the signature of another image under the tag of this one',
      async () => {
        await signImage(place, other, { signer: key, reference, forms: ['tag'] })
        await place.tag(await place.resolve(cosignTag(other.digest, 'sig')), tag())
      },
    ],
    [
      'a signature by another key',
      async () => {
        await place.delete(tag())
        await signImage(place, image, { signer: generateSigningKey(), reference, forms: ['tag'] })
      },
    ],
    [
      'a signature by the same key over another hash',
      () => changeSignature(() => createSign('sha512').update('x').sign(key.privatePem()).toString('base64')),
    ],
  ]

  it.each(cases)('%s', async (_, tamper) => {
    await expect(verifySignature(place, image, { keys: [key] })).resolves.toHaveLength(1)
    await tamper()
    const error: unknown = await verifySignature(place, image, { keys: [key] }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_OCI_SIGNATURE_INVALID' })
    expect((error as { details: { faults: string[] } }).details.faults.length).toBeGreaterThan(0)
  })

  it('a referrer whose subject is another image', async () => {
    const [stored] = await signImage(place, other, { signer: key, reference, forms: ['referrer'] })
    await place.delete(tag())
    const lying: MemoryPlace = {
      ...place,
      referrers: async () => ({ manifests: [stored?.descriptor ?? image], via: 'index' }),
    }
    await expect(verifySignature(lying, image, { keys: [key] })).rejects.toMatchObject({
      code: 'ERR_OCI_SIGNATURE_INVALID',
    })
  })

  it('another repository, when one is demanded', async () => {
    const verify = verifySignature(place, image, { keys: [key], reference: 'ghcr.io/evil/app' })
    await expect(verify).rejects.toMatchObject({ code: 'ERR_OCI_SIGNATURE_INVALID' })
  })

  it('a claim that is not there, when one is demanded', async () => {
    const verify = verifySignature(place, image, { keys: [key], annotations: { release: 'yes' } })
    await expect(verify).rejects.toMatchObject({ code: 'ERR_OCI_SIGNATURE_INVALID' })
  })
})

function describeLayer(manifest: Manifest): Descriptor {
  const { mediaType, size, digest } = manifest.layers[0]!
  return { mediaType, size, digest }
}

describe('the digest in the tag', () => {
  it('is that of cosign SIGNATURE_SPEC.md, "Tag-based Discovery"', () => {
    const hex = '97fc222cee7991b5b061d4d4afdb5f3428fcb0c9054e1690313786befa1e4e36'
    expect(cosignTag(`sha256:${hex}`, 'sig')).toBe(`sha256-${hex}.sig`)
    expect(digestOf(new Uint8Array())).not.toBe('')
  })
})
