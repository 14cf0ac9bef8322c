import { expect, it } from 'vitest'
import { readBytes, readManifest } from '../places/documents.ts'
import { memoryPlace } from '../places/memory-place.ts'
import { randomImage } from '../testing/random.ts'
import { attest, SIGSTORE_BUNDLE } from './attest.ts'
import { COSIGN_SIGNATURE, cosignTag } from './cosign-manifest.ts'
import { writePem } from './pem.ts'
import { signImage } from './sign-image.ts'
import type { Signer } from './signer.ts'

const certificate = writePem('CERTIFICATE', Uint8Array.of(1, 2, 3))
const signer: Signer = {
  sign: async () => ({ bytes: Uint8Array.of(0x30, 0), certificate, chain: certificate, bundle: '{"Payload":{}}' }),
}
const reference = 'ghcr.io/team/app'

it('stores what a signer gives beside the signature where cosign looks for it', async () => {
  const place = memoryPlace()
  const { descriptor, source } = await randomImage()
  const image = await readBytes(source, descriptor)
  place.put(descriptor, () => image)
  await signImage(place, descriptor, { signer, reference })
  const { config, layers } = await readManifest(place, await place.resolve(cosignTag(descriptor.digest, 'sig')))
  expect(layers.map(({ annotations }) => annotations)).toEqual([
    {
      'dev.cosignproject.cosign/signature': 'MAA=',
      'dev.sigstore.cosign/bundle': '{"Payload":{}}',
      'dev.sigstore.cosign/certificate': certificate,
      'dev.sigstore.cosign/chain': certificate,
    },
  ])
  expect(config.mediaType).toBe('application/vnd.oci.image.config.v1+json')
  const { manifests } = await place.referrers(descriptor, { artifactType: COSIGN_SIGNATURE })
  expect(manifests).toHaveLength(1)
})

it('puts the certificate of a signer into the bundle of an attestation', async () => {
  const place = memoryPlace()
  const { descriptor, source } = await randomImage()
  const image = await readBytes(source, descriptor)
  place.put(descriptor, () => image)
  await attest(place, descriptor, { signer, reference, predicateType: 'x', predicate: {} })
  const { manifests } = await place.referrers(descriptor, { artifactType: SIGSTORE_BUNDLE })
  const { layers } = await readManifest(place, manifests[0]!)
  const bundle: unknown = JSON.parse(new TextDecoder().decode(await readBytes(place, layers[0]!)))
  expect(bundle).toMatchObject({
    mediaType: SIGSTORE_BUNDLE,
    verificationMaterial: { certificate: { rawBytes: 'AQID' } },
    dsseEnvelope: { payloadType: 'application/vnd.in-toto+json', signatures: [{ sig: 'MAA=' }] },
  })
})
