import { createVerify } from 'node:crypto'
import { toBase64 } from '@nacre/archive'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Descriptor } from '../model/descriptor.ts'
import { readBytes, readManifest } from '../places/documents.ts'
import { type MemoryPlace, memoryPlace } from '../places/memory-place.ts'
import { randomImage } from '../testing/random.ts'
import { attachArtifact } from './artifact.ts'
import { attest, SIGSTORE_BUNDLE } from './attest.ts'
import { cosignTag } from './cosign-manifest.ts'
import { openEnvelope, preAuthEncoding, signEnvelope } from './dsse.ts'
import { generateSigningKey } from './key.ts'
import { decodeStatement, encodeStatement, predicateTypes } from './statement.ts'
import { verifyAttestation } from './verify-attestation.ts'

const key = generateSigningKey()
const reference = 'ghcr.io/team/app'
const predicate = { spdxVersion: 'SPDX-2.3', name: 'app' }
let place: MemoryPlace
let image: Descriptor

beforeEach(async () => {
  place = memoryPlace()
  const random = await randomImage()
  image = random.descriptor
  const bytes = await readBytes(random.source, image)
  place.put(image, () => bytes)
})

describe('attest', () => {
  it.each(['tag', 'referrer'] as const)('is verified as %s', async (form) => {
    const options = { signer: key, reference, predicateType: predicateTypes.spdx, predicate, forms: [form] }
    await attest(place, image, options)
    const verified = await verifyAttestation(place, image, { keys: [key], predicateType: predicateTypes.spdx })
    expect(verified).toMatchObject([
      { form, statement: { predicate, subjects: [{ name: reference, digest: image.digest }] } },
    ])
    const another = verifyAttestation(place, image, { keys: [key], predicateType: predicateTypes.cycloneDx })
    await expect(another).rejects.toMatchObject({ code: 'ERR_OCI_SIGNATURE_NOT_FOUND' })
    const stranger = verifyAttestation(place, image, { keys: [generateSigningKey()] })
    await expect(stranger).rejects.toMatchObject({ code: 'ERR_OCI_SIGNATURE_INVALID' })
  })

  it('keeps several under one tag, and marks referrers with their kind', async () => {
    for (const predicateType of [predicateTypes.spdx, predicateTypes.slsaProvenance]) {
      await attest(place, image, { signer: key, reference, predicateType, predicate })
    }
    const tagged = await readManifest(place, await place.resolve(cosignTag(image.digest, 'att')))
    expect(tagged.layers.map(({ annotations }) => annotations?.predicateType)).toEqual([
      predicateTypes.spdx,
      predicateTypes.slsaProvenance,
    ])
    const { manifests } = await place.referrers(image, { artifactType: SIGSTORE_BUNDLE })
    const kinds = manifests.map(({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType'])
    expect(kinds.sort()).toEqual([predicateTypes.slsaProvenance, predicateTypes.spdx])
  })

  it('is not believed about another image', async () => {
    const other = await randomImage({ seed: 2 })
    const bytes = await readBytes(other.source, other.descriptor)
    place.put(other.descriptor, () => bytes)
    await attest(place, other.descriptor, { signer: key, reference, predicateType: 'x', predicate, forms: ['tag'] })
    await place.tag(await place.resolve(cosignTag(other.descriptor.digest, 'att')), cosignTag(image.digest, 'att'))
    await expect(verifyAttestation(place, image, { keys: [key] })).rejects.toMatchObject({
      code: 'ERR_OCI_SIGNATURE_INVALID',
    })
  })
})

describe('DSSE', () => {
  it('encodes the example of protocol.md', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', new TextEncoder().encode('hello world'))
    expect(new TextDecoder().decode(encoded)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world')
  })

  it('signs what node:crypto verifies', async () => {
    const payload = new TextEncoder().encode('hello world')
    const { signature } = await signEnvelope('text/x', payload, key)
    const verifier = createVerify('sha256').update(preAuthEncoding('text/x', payload))
    expect(verifier.verify(key.publicPem, signature.bytes)).toBe(true)
  })

  it('binds the type and the payload', async () => {
    const { envelope } = await signEnvelope('text/x', new TextEncoder().encode('hello'), key)
    expect(new TextDecoder().decode(openEnvelope(envelope, [key]).payload)).toBe('hello')
    const changed = [
      { ...envelope, payloadType: 'text/y' },
      { ...envelope, payload: toBase64(new TextEncoder().encode('hallo')) },
      { ...envelope, signatures: [] },
    ]
    for (const each of changed) {
      expect(() => openEnvelope(each, [key])).toThrow(expect.objectContaining({ code: 'ERR_OCI_SIGNATURE_INVALID' }))
    }
    for (const each of [null, 1, {}, { ...envelope, payload: '!' }, { ...envelope, signatures: [null] }]) {
      expect(() => openEnvelope(each, [key])).toThrow(expect.objectContaining({ code: 'ERR_OCI_SIGNATURE_PAYLOAD' }))
    }
  })
})

describe('statements', () => {
  it('come back as they were written', () => {
    const digest = `sha256:${'0'.repeat(64)}` as const
    const statement = { subjects: [{ name: 'app', digest }], predicateType: 'x', predicate: { a: [1, null] } }
    expect(decodeStatement(encodeStatement(statement))).toEqual(statement)
  })

  it('of unknown versions are refused', () => {
    const bytes = new TextEncoder().encode('{"_type":"https://in-toto.io/Statement/v9"}')
    expect(() => decodeStatement(bytes)).toThrow(expect.objectContaining({ code: 'ERR_OCI_SIGNATURE_PAYLOAD' }))
  })
})

describe('attachArtifact', () => {
  it('refers to its image, and is found by type', async () => {
    const content = new TextEncoder().encode('{"spdxVersion":"SPDX-2.3"}')
    const { descriptor } = await attachArtifact(place, image, { artifactType: 'application/spdx+json', content })
    const { manifests } = await place.referrers(image, { artifactType: 'application/spdx+json' })
    expect(manifests.map(({ digest }) => digest)).toEqual([descriptor.digest])
    const manifest = await readManifest(place, descriptor)
    expect(await readBytes(place, manifest.layers[0]!)).toEqual(content)
  })
})
