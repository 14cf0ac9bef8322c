import type { BuiltImage, PublishImageOptions } from '@nacre/core'
import type { Signer } from '@nacre/oci'

/** Where and how a release is published. */
export interface ReleaseOptions {
  /** `registry.example.com/team/web` */
  readonly repository: string
  readonly version: string
  readonly signer: Signer
  /** Looks at the image where it lies; throws when it should not be released. */
  readonly check: NonNullable<PublishImageOptions['verify']>
  readonly credentials?: PublishImageOptions['credentials']
}

/**
 * Pushes an image by digest, checks it, attaches SBOMs, signs it, and only then lets tags lead to it.
 *
 * @returns the reference by digest
 */
export async function release(built: BuiltImage, options: ReleaseOptions): Promise<string> {
  const { repository, version, signer, check, credentials } = options
  const published = await built.publish(`${repository}:${version}`, {
    also: [`${repository}:latest`],
    verify: check,
    sbom: ['spdx-2.3', 'cyclonedx-1.6'],
    attest: true,
    sign: { signer },
    ...(credentials === undefined ? {} : { credentials }),
  })
  return published.repositories[0]!.reference
}
