/** What is used of the package `@sigstore/sign` (version 3 to 5); anything of this form will do. */
export interface SigstoreSign {
  readonly DEFAULT_FULCIO_URL: string
  readonly DEFAULT_REKOR_URL: string
  readonly FulcioSigner: new (options: {
    readonly fulcioBaseURL: string
    readonly identityProvider: { getToken(): Promise<string> }
    readonly retry: number
    readonly timeout: number
  }) => object
  readonly RekorWitness: new (options: {
    readonly rekorBaseURL: string
    readonly retry: number
    readonly timeout: number
  }) => object
  readonly MessageSignatureBundleBuilder: new (options: {
    readonly signer: object
    readonly witnesses: object[]
  }) => { create(artifact: { readonly data: Buffer }): Promise<SigstoreBundle> }
}

/** What is used of a bundle: sigstore protobuf-specs, sigstore_bundle.proto. */
export interface SigstoreBundle {
  readonly content:
    | { readonly $case: 'messageSignature'; readonly messageSignature: { readonly signature: Uint8Array } }
    | { readonly $case: 'dsseEnvelope' }
  readonly verificationMaterial: {
    readonly content:
      | { readonly $case: 'certificate'; readonly certificate: { readonly rawBytes: Uint8Array } }
      | {
          readonly $case: 'x509CertificateChain'
          readonly x509CertificateChain: { readonly certificates: readonly { readonly rawBytes: Uint8Array }[] }
        }
      | { readonly $case: 'publicKey' }
    readonly tlogEntries: readonly {
      readonly logIndex: string
      readonly integratedTime: string
      readonly logId: { readonly keyId: Uint8Array } | undefined
      readonly inclusionPromise: { readonly signedEntryTimestamp: Uint8Array } | undefined
      readonly canonicalizedBody: Uint8Array
    }[]
  }
}
