import { describe, expect, it } from 'vitest'
import { keylessSigner } from './keyless.ts'
import { loadSigstore } from './load-sigstore.ts'
import { writePem } from './pem.ts'
import type { SigstoreBundle, SigstoreSign } from './sigstore.ts'

const payload = new TextEncoder().encode('payload')
const certificate = Uint8Array.of(1, 2, 3)

const bundle: SigstoreBundle = {
  content: { $case: 'messageSignature', messageSignature: { signature: Uint8Array.of(0x30, 0) } },
  verificationMaterial: {
    content: {
      $case: 'x509CertificateChain',
      x509CertificateChain: { certificates: [{ rawBytes: certificate }, { rawBytes: certificate }] },
    },
    tlogEntries: [
      {
        logIndex: '7',
        integratedTime: '1700000000',
        logId: { keyId: Uint8Array.of(0xab) },
        inclusionPromise: { signedEntryTimestamp: Uint8Array.of(9) },
        canonicalizedBody: Uint8Array.of(8),
      },
    ],
  },
}

/** A module that asks for the token, as Fulcio's signer does, and gives what it is told. */
function fake(outcome: SigstoreBundle | Error, seen: object[] = []): () => Promise<SigstoreSign> {
  class Options {
    constructor(options: object) {
      seen.push(options)
    }
  }
  return async () => ({
    DEFAULT_FULCIO_URL: 'https://fulcio.example',
    DEFAULT_REKOR_URL: 'https://rekor.example',
    FulcioSigner: Options,
    RekorWitness: Options,
    MessageSignatureBundleBuilder: class {
      async create(): Promise<SigstoreBundle> {
        if (outcome instanceof Error) throw outcome
        return outcome
      }
    },
  })
}

describe('keylessSigner', () => {
  it('gives the signature with certificate, chain and log entry in the form of cosign', async () => {
    const seen: object[] = []
    const signature = await keylessSigner({ identityToken: 'a.b.c', load: fake(bundle, seen) }).sign(payload)
    expect(signature).toEqual({
      bytes: Uint8Array.of(0x30, 0),
      certificate: writePem('CERTIFICATE', certificate),
      chain: writePem('CERTIFICATE', certificate),
      bundle:
        '{"Payload":{"body":"CA==","integratedTime":1700000000,"logID":"ab","logIndex":7},"SignedEntryTimestamp":"CQ=="}',
    })
    expect(seen).toMatchObject([
      { fulcioBaseURL: 'https://fulcio.example', retry: 3 },
      { rekorBaseURL: 'https://rekor.example', timeout: 10_000 },
    ])
  })

  it('fails with one code, and without the token', async () => {
    const load = fake(new Error('invalid identity token: a.b.c'))
    const error: unknown = await keylessSigner({ identityToken: async () => 'a.b.c', load })
      .sign(payload)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_OCI_SIGSTORE' })
    expect(`${error} ${(error as Error).cause}`).not.toContain('a.b.c')
  })

  it('says what to install when the module is not there', async () => {
    const loaded = loadSigstore(() => Promise.reject(new Error('ERR_MODULE_NOT_FOUND')))
    await expect(loaded).rejects.toMatchObject({ code: 'ERR_OCI_SIGSTORE_MISSING' })
  })

  it('finds in the real module all that it uses', async () => {
    const real = await loadSigstore()
    const names = [
      'FulcioSigner',
      'RekorWitness',
      'MessageSignatureBundleBuilder',
      'DEFAULT_FULCIO_URL',
      'DEFAULT_REKOR_URL',
    ]
    for (const name of names) expect(real).toHaveProperty(name)
    // Not a token: refused before anything is asked of a server.
    const error: unknown = await keylessSigner({ identityToken: 'a.b.c' })
      .sign(payload)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_OCI_SIGSTORE', cause: { message: 'invalid identity token: ***' } })
  })

  it('refuses a bundle that does not say who has signed', async () => {
    const nobody = { ...bundle, verificationMaterial: { content: { $case: 'publicKey' }, tlogEntries: [] } } as const
    const signed = keylessSigner({ identityToken: 'a.b.c', load: fake(nobody) }).sign(payload)
    await expect(signed).rejects.toMatchObject({ code: 'ERR_OCI_SIGSTORE' })
  })
})
