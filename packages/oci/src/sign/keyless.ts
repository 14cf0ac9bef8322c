import { toBase64, toHex } from '@nacre/archive'
import { OciError } from '../error.ts'
import { encodeJson } from '../model/json.ts'
import { loadSigstore } from './load-sigstore.ts'
import { writePem } from './pem.ts'
import type { Signature, Signer } from './signer.ts'
import type { SigstoreBundle, SigstoreSign } from './sigstore.ts'

/** How a passing key is vouched for. */
export interface KeylessSignerOptions {
  /** An OpenID Connect token with audience `sigstore`, or how to get one; asked for at every signature. */
  readonly identityToken: string | (() => string | Promise<string>)
  /** Certificate authority; default: that of the public good instance. */
  readonly fulcioUrl?: string
  /** Transparency log; default: that of the public good instance. */
  readonly rekorUrl?: string
  /** Retries of each of the two after a failure; default 3. */
  readonly retry?: number
  /** Milliseconds for each request to them; default 10 000. */
  readonly timeout?: number
  /** Loads the module that does it; default: `import('@sigstore/sign')`, a peer dependency that need not be there. */
  readonly load?: () => Promise<SigstoreSign>
}

/**
 * A signer without a key of its own: each signature is made with a new key, for which an identity is proved to a
 * certificate authority (Fulcio), and entered into a transparency log (Rekor). Needs the package `@sigstore/sign`.
 *
 * @throws OciError from signing: `ERR_OCI_SIGSTORE_MISSING` when that package is not installed, and `ERR_OCI_SIGSTORE` when one
 * of the services refuses or fails.
 */
export function keylessSigner(options: KeylessSignerOptions): Signer {
  const load = options.load ?? loadSigstore
  return {
    async sign(payload, { signal } = {}): Promise<Signature> {
      signal?.throwIfAborted()
      const sigstore = await load()
      const calls = { retry: options.retry ?? 3, timeout: options.timeout ?? 10_000 }
      const token = typeof options.identityToken === 'string' ? options.identityToken : await options.identityToken()
      const identityProvider = { getToken: async () => token }
      const signer = new sigstore.FulcioSigner({
        fulcioBaseURL: options.fulcioUrl ?? sigstore.DEFAULT_FULCIO_URL,
        identityProvider,
        ...calls,
      })
      const witness = new sigstore.RekorWitness({
        rekorBaseURL: options.rekorUrl ?? sigstore.DEFAULT_REKOR_URL,
        ...calls,
      })
      const builder = new sigstore.MessageSignatureBundleBuilder({ signer, witnesses: [witness] })
      let bundle: SigstoreBundle
      try {
        bundle = await builder.create({ data: Buffer.from(payload) })
      } catch (cause) {
        throw failed('the certificate authority or the transparency log could not be used', withoutToken(cause, token))
      }
      signal?.throwIfAborted()
      return signatureOf(bundle)
    },
  }
}

function signatureOf(bundle: SigstoreBundle): Signature {
  const { content, verificationMaterial: material } = bundle
  if (content.$case !== 'messageSignature') throw failed('it gave no signature of the message')
  const proof = material.content
  const certificates =
    proof.$case === 'certificate'
      ? [proof.certificate]
      : proof.$case === 'x509CertificateChain'
        ? proof.x509CertificateChain.certificates
        : []
  const [own, ...chain] = certificates.map(({ rawBytes }) => writePem('CERTIFICATE', rawBytes))
  if (own === undefined) throw failed('it gave no certificate')
  const log = rekorBundle(bundle)
  return {
    bytes: Uint8Array.from(content.messageSignature.signature),
    certificate: own,
    ...(chain.length === 0 ? {} : { chain: chain.join('') }),
    ...(log === undefined ? {} : { bundle: log }),
  }
}

/** The log entry as cosign keeps it: SIGNATURE_SPEC.md, `bundle`. */
function rekorBundle(bundle: SigstoreBundle): string | undefined {
  const entry = bundle.verificationMaterial.tlogEntries[0]
  if (!entry?.inclusionPromise || !entry.logId) return undefined
  return encodeJson({
    SignedEntryTimestamp: toBase64(entry.inclusionPromise.signedEntryTimestamp),
    Payload: {
      body: toBase64(entry.canonicalizedBody),
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: toHex(entry.logId.keyId),
    },
  })
}

/** The module quotes a token that it cannot read. */
function withoutToken(cause: unknown, token: string): Error {
  const message = cause instanceof Error ? cause.message : 'unknown'
  return new Error(token === '' ? message : message.replaceAll(token, '***'))
}

function failed(met: string, cause?: unknown): OciError {
  return new OciError(
    'ERR_OCI_SIGSTORE',
    `Signing without a key: ${met}; nothing has been tagged, so it is safe to try again`,
    { cause },
  )
}
