import { isOciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import type { Digest } from '../model/digest.ts'
import { encodeConfig, encodeManifest } from '../model/encode.ts'
import type { Manifest } from '../model/manifest.ts'
import { mediaTypes } from '../model/media-type.ts'
import { readManifest } from '../places/documents.ts'
import type { Place, PlaceOptions, Source } from '../places/place.ts'
import { describe, subjectOf, writeBytes } from './artifact.ts'
import type { Signature } from './signer.ts'

/** Annotations of a layer that carries a signature: cosign SIGNATURE_SPEC.md, "OCI Image Manifest V1". */
export const cosignAnnotations: {
  readonly signature: 'dev.cosignproject.cosign/signature'
  readonly certificate: 'dev.sigstore.cosign/certificate'
  readonly chain: 'dev.sigstore.cosign/chain'
  readonly bundle: 'dev.sigstore.cosign/bundle'
} = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  chain: 'dev.sigstore.cosign/chain',
  bundle: 'dev.sigstore.cosign/bundle',
}

/** Type under which cosign finds signatures among referrers (`cosign sign --registry-referrers-mode=oci-1-1`). */
export const COSIGN_SIGNATURE = 'application/vnd.dev.cosign.artifact.sig.v1+json'

/** Tag of what is kept beside an image: cosign SIGNATURE_SPEC.md, "Tag-based Discovery". */
export function cosignTag(digest: Digest, suffix: 'sig' | 'att'): string {
  return `${digest.replace(':', '-')}.${suffix}`
}

/** A layer of such a manifest with its bytes. */
export interface CosignLayer {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
}

/** Annotations for what a signer gave beside the signature. */
export function certificateAnnotations(signature: Signature): Record<string, string> {
  const { certificate, chain, bundle } = signature
  return {
    ...(certificate === undefined ? {} : { [cosignAnnotations.certificate]: certificate }),
    ...(chain === undefined ? {} : { [cosignAnnotations.chain]: chain }),
    ...(bundle === undefined ? {} : { [cosignAnnotations.bundle]: bundle }),
  }
}

/** The manifest that a tag holds, or undefined. */
export async function findTagged(source: Source, tag: string, options: PlaceOptions): Promise<Manifest | undefined> {
  try {
    return await readManifest(source, await source.resolve(tag, options), options)
  } catch (error) {
    if (isOciError(error, 'ERR_OCI_NOT_FOUND')) return undefined
    throw error
  }
}

/** Adds a layer to the manifest under a tag, keeping those that are there. Doing it twice changes nothing. */
export async function appendTagged(
  place: Place,
  tag: string,
  layer: CosignLayer,
  options: PlaceOptions,
): Promise<Descriptor> {
  const before = await findTagged(place, tag, options)
  const same = (other: Descriptor): boolean =>
    other.digest === layer.descriptor.digest &&
    other.annotations?.[cosignAnnotations.signature] === layer.descriptor.annotations?.[cosignAnnotations.signature]
  const known = before?.layers ?? []
  const layers = known.some(same) ? known : [...known, layer.descriptor]
  const descriptor = await writeCosignManifest(place, layers, layer, undefined, options)
  await place.tag(descriptor, tag, options)
  return descriptor
}

/** Writes a manifest with one layer that refers to its subject. */
export async function writeReferrer(
  place: Place,
  layer: CosignLayer,
  subject: Descriptor,
  options: PlaceOptions,
): Promise<Descriptor> {
  return writeCosignManifest(place, [layer.descriptor], layer, subject, options)
}

async function writeCosignManifest(
  place: Place,
  layers: readonly Descriptor[],
  added: CosignLayer,
  subject: Descriptor | undefined,
  options: PlaceOptions,
): Promise<Descriptor> {
  // What cosign writes: an image without platform whose layers are not compressed.
  const configBytes = encodeConfig({
    architecture: '',
    created: '0001-01-01T00:00:00Z',
    history: layers.map(() => ({ created: '0001-01-01T00:00:00Z' })),
    os: '',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    config: {},
  })
  const config = describe(subject ? COSIGN_SIGNATURE : mediaTypes.ociConfig, configBytes)
  const bytes = encodeManifest({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config,
    layers,
    ...(subject === undefined ? {} : { subject: subjectOf(subject) }),
  })
  const descriptor = describe(mediaTypes.ociManifest, bytes)
  await writeBytes(place, config, configBytes, options)
  await writeBytes(place, added.descriptor, added.bytes, options)
  await writeBytes(place, descriptor, bytes, options)
  return descriptor
}
