import { isOciError, OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { isDigest, parseDigest } from '../model/digest.ts'
import type { Place, PlaceOptions, Source } from '../places/place.ts'
import { GraphCopy, type GraphCopyOptions } from './graph-copy.ts'
import { selectPlatforms } from './select-platforms.ts'

/** Options of {@link copy}. */
export interface CopyOptions extends GraphCopyOptions {
  /** Name in the target. Default: the reference asked for; `null` gives it none. */
  readonly as?: string | null
  /** Only these of an index, such as `linux/arm64`. */
  readonly platforms?: readonly string[]
  /** Also whatever refers to the manifests: signatures, SBOMs, attestations, and those that refer to these. */
  readonly referrers?: boolean
}

/** What a copy did. */
export interface Copied {
  /** The root in the target; differs from the source's when `platforms` made a smaller index. */
  readonly descriptor: Descriptor
  /** Referrers that were copied along. */
  readonly referrers: readonly Descriptor[]
}

// Cosign keeps signatures, attestations and SBOMs under tags made of the subject's digest
// (sigstore/cosign specs/SIGNATURE_SPEC.md, "Tag-based discovery").
const cosignSuffixes = ['sig', 'att', 'sbom'] as const

/**
 * Copies an image, an index with all its images, or any artifact from one place to another. Bytes are moved as they are,
 * so digests stay. Blobs go before manifests, children before parents, the name is set last.
 *
 * @param reference tag, digest or descriptor in `from`
 * @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_PLATFORM_MISSING`, `ERR_OCI_DIGEST_MISMATCH`, `ERR_OCI_LIMIT`, and the
 * reason of the signal
 */
export async function copy(
  from: Source,
  to: Place,
  reference: string | Descriptor,
  options: CopyOptions = {},
): Promise<Copied> {
  const verb: PlaceOptions = options.signal === undefined ? {} : { signal: options.signal }
  options.signal?.throwIfAborted()
  const found = typeof reference === 'string' ? await from.resolve(reference, verb) : reference
  const root =
    options.platforms === undefined
      ? { descriptor: found }
      : await selectPlatforms(from, found, options.platforms, options)
  const graph = new GraphCopy(from, to, options)
  const prepared = new Map(root.bytes === undefined ? [] : [[root.descriptor.digest, root.bytes]])
  await graph.run(root.descriptor, prepared)
  const referrers = options.referrers === true ? await copyReferrers(from, to, graph, options, verb) : []
  const name = options.as === undefined && typeof reference === 'string' ? reference : options.as
  if (name !== undefined && name !== null) {
    // A smaller index has another digest than the one it was asked for by.
    const target = isDigest(name) ? root.descriptor.digest : name
    await to.tag(root.descriptor, target, verb)
    options.onEvent?.({ kind: 'tag', digest: root.descriptor.digest, reference: target })
  }
  return { descriptor: root.descriptor, referrers }
}

const maxReferrers = 10_000

async function copyReferrers(
  from: Source,
  to: Place,
  graph: GraphCopy,
  options: CopyOptions,
  verb: PlaceOptions,
): Promise<Descriptor[]> {
  const copied = new Map<string, Descriptor>()
  // The map grows while it is walked: referrers may have referrers.
  for (const subject of graph.manifests.values()) {
    const { manifests } = await from.referrers(subject, verb)
    const tagged = await cosignTags(from, subject, verb)
    for (const descriptor of [...manifests, ...tagged.values()]) {
      if (copied.has(descriptor.digest)) continue
      if (copied.size >= maxReferrers) {
        throw new OciError(
          'ERR_OCI_LIMIT',
          `Copying referrers: met more than ${maxReferrers}; is the source hostile?`,
          {
            details: { limit: 'referrers', max: maxReferrers },
          },
        )
      }
      copied.set(descriptor.digest, descriptor)
      await graph.run(descriptor)
    }
    for (const [tag, descriptor] of tagged) {
      await to.tag(descriptor, tag, verb)
      options.onEvent?.({ kind: 'tag', digest: descriptor.digest, reference: tag })
    }
  }
  return [...copied.values()]
}

async function cosignTags(from: Source, subject: Descriptor, verb: PlaceOptions): Promise<Map<string, Descriptor>> {
  const { algorithm, hex } = parseDigest(subject.digest)
  const tagged = new Map<string, Descriptor>()
  for (const suffix of cosignSuffixes) {
    const tag = `${algorithm}-${hex}.${suffix}`
    try {
      tagged.set(tag, await from.resolve(tag, verb))
    } catch (error) {
      if (!isOciError(error, 'ERR_OCI_NOT_FOUND')) throw error
    }
  }
  return tagged
}
