import {
  type Attachment,
  type Attestation,
  type PublishEvent,
  type Published,
  type PublishedImage,
  type PublishSigning,
  publish,
  RegistryClient,
  type RegistryClientOptions,
} from '@nacre/oci'
import type { SbomFormat, WrittenSbom } from '@nacre/sbom'
import type { BuiltParts } from '../build/built-image.ts'
import { ImageError } from '../error.ts'
import { writeImageSbom, writeIndexSbom } from '../sbom/write.ts'

/** How an image is published. */
export interface PublishImageOptions {
  /** Further references: other tags, other repositories. */
  readonly also?: readonly string[]
  /** A client to use; default a new one made of `credentials`, `http` and `plainHttp`. */
  readonly client?: RegistryClient
  readonly credentials?: RegistryClientOptions['credentials']
  readonly http?: RegistryClientOptions['http']
  readonly plainHttp?: RegistryClientOptions['plainHttp']
  /** Looks at the image in the registry before any tag leads to it; a rejection ends the publication. */
  readonly verify?: (image: PublishedImage) => void | Promise<void>
  /** Signs before anything is tagged. */
  readonly sign?: PublishSigning
  /** Attaches an SBOM to the image of every architecture, and one to the index, in each of these formats. */
  readonly sbom?: readonly SbomFormat[]
  /** Attaches the SBOMs as signed in-toto attestations as well; needs `sign`. */
  readonly attest?: boolean
  readonly signal?: AbortSignal
  readonly onEvent?: (event: PublishEvent) => void
}

/**
 * Publishes a built image: blobs and manifests by digest, then the check, what is attached, the signatures, and the tags
 * last of all.
 *
 * @throws ImageError `ERR_IMAGE_ATTEST_UNSIGNED`; OciError and HttpError as {@link publish} says
 */
export async function publishImage(
  built: BuiltParts,
  reference: string,
  options: PublishImageOptions,
): Promise<Published> {
  const { also = [], verify, sign, signal, onEvent } = options
  const attach = await supplements(built, reference, options)
  return await publish({
    client: options.client ?? clientOf(options),
    from: built.place,
    root: built.descriptor,
    to: [reference, ...also],
    attach,
    ...(verify && { verify }),
    ...(sign && { sign }),
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
  })
}

function clientOf({ credentials, http, plainHttp }: PublishImageOptions): RegistryClient {
  return new RegistryClient({
    ...(credentials && { credentials }),
    ...(http && { http }),
    ...(plainHttp !== undefined && { plainHttp }),
  })
}

async function supplements(
  built: BuiltParts,
  repository: string,
  options: PublishImageOptions,
): Promise<(Attachment | Attestation)[]> {
  const { sbom: formats = [], attest = false, sign } = options
  if (attest && sign === undefined) {
    throw new ImageError(
      'ERR_IMAGE_ATTEST_UNSIGNED',
      'Publishing the image: attestations were asked for, but nobody signs them. Give a signer in "sign".',
    )
  }
  const all: (Attachment | Attestation)[] = []
  for (const format of formats) {
    all.push(...supplement(await writeIndexSbom(built, format, { repository }), built.descriptor, attest))
    for (const image of built.images) {
      all.push(...supplement(await writeImageSbom(built, image, format, { repository }), image.descriptor, attest))
    }
  }
  return all
}

function supplement(
  sbom: WrittenSbom,
  { digest }: BuiltParts['descriptor'],
  attest: boolean,
): (Attachment | Attestation)[] {
  const content = new TextEncoder().encode(sbom.text)
  // An artifact type is a bare media type, without parameters (image-spec v1.1, manifest.md, `artifactType`; RFC 6838).
  const artifactType = sbom.mediaType.replace(/;.*$/, '')
  const attached: Attachment = { kind: 'artifact', artifactType, content, subject: digest }
  if (!attest) return [attached]
  const { predicateType, value: predicate } = sbom
  return [attached, { kind: 'attestation', predicateType, predicate, subject: digest }]
}
