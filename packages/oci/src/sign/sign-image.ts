import { toBase64 } from '@nacre/archive'
import type { Descriptor } from '../model/descriptor.ts'
import type { Place, PlaceOptions, Referrers } from '../places/place.ts'
import { describe } from './artifact.ts'
import {
  appendTagged,
  type CosignLayer,
  certificateAnnotations,
  cosignAnnotations,
  cosignTag,
  writeReferrer,
} from './cosign-manifest.ts'
import type { Signer } from './signer.ts'
import { encodePayload, SIMPLE_SIGNING } from './simple-signing.ts'

/** Where a signature is kept: under the tag `sha256-….sig`, as a referrer of the image, or both. */
export type SignatureForm = 'tag' | 'referrer'

/** How an image is signed. */
export interface SignImageOptions extends PlaceOptions {
  readonly signer: Signer
  /** Repository that the signature speaks of, such as `ghcr.io/team/app`. */
  readonly reference: string
  /** Default: both. */
  readonly forms?: readonly SignatureForm[]
  /** Claims put into the payload. */
  readonly annotations?: Readonly<Record<string, string>>
}

/** A signature that has been stored. */
export interface StoredSignature {
  readonly form: SignatureForm
  /** Manifest that holds it. */
  readonly descriptor: Descriptor
  /** For a referrer: how it is found again. */
  readonly via?: Referrers['via']
}

/** Signs an image or index that is in the place, as cosign does, and stores the signature beside it. */
export async function signImage(
  place: Place,
  subject: Descriptor,
  options: SignImageOptions,
): Promise<StoredSignature[]> {
  const { reference, annotations = {}, forms = ['tag', 'referrer'] } = options
  const bytes = encodePayload({ digest: subject.digest, reference, annotations })
  const signature = await options.signer.sign(bytes, options)
  const layer: CosignLayer = {
    bytes,
    descriptor: {
      ...describe(SIMPLE_SIGNING, bytes),
      annotations: {
        [cosignAnnotations.signature]: toBase64(signature.bytes),
        ...certificateAnnotations(signature),
      },
    },
  }
  const call = signalOf(options)
  const stored: StoredSignature[] = []
  if (forms.includes('tag')) {
    const descriptor = await appendTagged(place, cosignTag(subject.digest, 'sig'), layer, call)
    stored.push({ form: 'tag', descriptor })
  }
  if (forms.includes('referrer')) {
    const descriptor = await writeReferrer(place, layer, subject, call)
    const { via } = await place.referrers(subject, call)
    stored.push({ form: 'referrer', descriptor, via })
  }
  return stored
}

function signalOf(options: PlaceOptions): PlaceOptions {
  return options.signal === undefined ? {} : { signal: options.signal }
}
