import { createTar, gzip } from '@nacre/archive'
import type { SignatureAlgorithm } from '../keyring/algorithm.ts'
import { checkKeyName } from '../keyring/key-name.ts'
import type { Signer } from '../keyring/signing-key.ts'

/** Who signs, and how. */
export interface SigningOptions {
  /** One key, or several, each of which signs. Without it the result is unsigned. */
  key?: Signer | readonly Signer[]
  /** Default `RSA256`; `RSA` (over SHA-1) is what clients before apk-tools 2.12 want. */
  algorithm?: SignatureAlgorithm
}

/**
 * The gzip member that goes before the signed bytes: a tar of `.SIGN.*` entries without trailer; empty when nobody signs.
 */
export async function signatureMember(signed: Uint8Array, options: SigningOptions): Promise<Uint8Array> {
  const { key, algorithm = 'RSA256' } = options
  const signers: readonly Signer[] = key === undefined ? [] : 'sign' in key ? [key] : key
  if (signers.length === 0) return new Uint8Array(0)
  const entries = await Promise.all(
    signers.map(async (signer) => ({
      header: { name: `.SIGN.${algorithm}.${checkKeyName(signer.name)}`, mode: 0o644, uname: 'root', gname: 'root' },
      content: await signer.sign(signed, algorithm),
    })),
  )
  return gzip(createTar(entries, { end: false }))
}
