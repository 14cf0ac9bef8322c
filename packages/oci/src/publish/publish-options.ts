import type { Descriptor } from '../model/descriptor.ts'
import type { Digest } from '../model/digest.ts'
import type { Source } from '../places/place.ts'
import type { RegistryClient } from '../registry/client.ts'
import type { RegistryPlace } from '../registry/registry-place.ts'
import type { Artifact, AttachedArtifact } from '../sign/artifact.ts'
import type { SignatureForm, StoredSignature } from '../sign/sign-image.ts'
import type { Signer } from '../sign/signer.ts'
import type { PublishEvent } from './publish-event.ts'

/** What a `verify` hook looks at: the image as it lies in the registry, before any tag leads to it. */
export interface PublishedImage {
  /** `registry/repository@sha256:…`. */
  readonly reference: string
  readonly descriptor: Descriptor
  readonly place: RegistryPlace
}

/** Something that is attached to what is published, or to one of its images. */
export interface Attachment extends Artifact {
  readonly kind: 'artifact'
  /** Default: what is published. */
  readonly subject?: Digest
}

/** Something that is said about what is published, or about one of its images, under the publisher's signature. */
export interface Attestation {
  readonly kind: 'attestation'
  /** URI of the kind of predicate, such as those of `predicateTypes`. */
  readonly predicateType: string
  /** A JSON value. */
  readonly predicate: unknown
  /** Default: what is published. */
  readonly subject?: Digest
}

/** How what is published is signed. */
export interface PublishSigning {
  readonly signer: Signer
  /** Default: under the tag of cosign, and as a referrer. */
  readonly forms?: readonly SignatureForm[]
  /** Claims put into the signature. */
  readonly annotations?: Readonly<Record<string, string>>
  /** Also sign every image of an index; default false: the index names them by digest. */
  readonly recursive?: boolean
}

/** What is published where. */
export interface PublishOptions {
  readonly client: RegistryClient
  /** Where the content is. */
  readonly from: Source
  /** The image or index. */
  readonly root: Descriptor
  /**
   * References, such as `ghcr.io/team/app:1.2`; any number of tags and repositories. One without a tag is published by
   * digest only.
   */
  readonly to: readonly string[]
  /** Called for each repository when everything is there and no tag is; a rejection ends the publication. */
  readonly verify?: (image: PublishedImage) => void | Promise<void>
  readonly attach?: readonly (Attachment | Attestation)[]
  readonly sign?: PublishSigning
  /** Transfers at once; default 4. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
  readonly onEvent?: (event: PublishEvent) => void
}

/** What came of a publication in one repository. */
export interface PublishedRepository {
  /** `registry/repository@sha256:…`. */
  readonly reference: string
  /** The references that now lead to it by tag. */
  readonly tagged: readonly string[]
  readonly attached: readonly (AttachedArtifact | StoredSignature)[]
  readonly signatures: readonly StoredSignature[]
}

/** What came of a publication. */
export interface Published {
  readonly descriptor: Descriptor
  /** In the order in which the repositories were first named. */
  readonly repositories: readonly PublishedRepository[]
}
