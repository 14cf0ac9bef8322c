import { copy } from '../copy/copy.ts'
import { OciError } from '../error.ts'
import type { Place, PlaceOptions } from '../places/place.ts'
import { type RegistryPlace, registryPlace } from '../registry/registry-place.ts'
import type { AttachedArtifact } from '../sign/artifact.ts'
import type { StoredSignature } from '../sign/sign-image.ts'
import { listContent } from './content-list.ts'
import { Progress } from './progress.ts'
import type { Published, PublishOptions } from './publish-options.ts'
import { attachAll, type ContentList, checkSupplements, signAll } from './supplements.ts'
import { groupTargets, type Target } from './targets.ts'

interface Destination {
  readonly target: Target
  readonly place: RegistryPlace
  readonly reference: string
  attached: (AttachedArtifact | StoredSignature)[]
  signatures: StoredSignature[]
}

/**
 * Publishes an image or index: blobs and manifests by digest into every repository, then the `verify` hook, then what is
 * attached and the signatures, and the tags last of all. When anything before fails, no tag is set. What has arrived
 * stays, and the next publication goes on from there.
 *
 * @throws OciError `ERR_OCI_PUBLISH_TAGS` when some tags were set and then one could not be (`details.tagged`,
 * `details.left`), `ERR_OCI_PUBLISH_SUBJECT`, `ERR_OCI_SIGNER_MISSING`, and what {@link RegistryClient} and
 * {@link Source.read} throw; whatever the hook and the signer throw
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const { from, root, client } = options
  const call: PlaceOptions = options.signal === undefined ? {} : { signal: options.signal }
  const destinations = groupTargets(options.to, root).map((target): Destination => {
    const place = registryPlace(client, target.repository)
    return { target, place, reference: `${target.repository}@${root.digest}`, attached: [], signatures: [] }
  })
  const content = await listContent(from, root, call)
  checkSupplements(options, content)
  const progress = start(options, destinations, content)
  for (const destination of destinations) await send(options, destination, destinations, content, progress)
  for (const { place, reference } of destinations) {
    if (!options.verify) break
    await options.verify({ reference, descriptor: root, place })
    options.onEvent?.({ type: 'verified', reference })
  }
  for (const destination of destinations) {
    destination.attached = await attachAll(destination.place, options, content, call)
    destination.signatures = await signAll(destination.place, options, content, call)
  }
  await setTags(options, destinations, call)
  return {
    descriptor: root,
    repositories: destinations.map(({ target, reference, attached, signatures }) => ({
      reference,
      tagged: referencesOf(target),
      attached,
      signatures,
    })),
  }
}

function start(options: PublishOptions, destinations: readonly Destination[], content: ContentList): Progress {
  const size = [...content.values()].reduce((sum, descriptor) => sum + descriptor.size, 0)
  const total = size * destinations.length
  const repositories = destinations.map(({ target }) => target.repository)
  const tags = destinations.flatMap(({ target }) => referencesOf(target))
  options.onEvent?.({ type: 'plan', repositories, tags, contents: content.size, total })
  return new Progress(total, (event) => options.onEvent?.(event))
}

async function send(
  options: PublishOptions,
  destination: Destination,
  all: readonly Destination[],
  content: ContentList,
  progress: Progress,
): Promise<void> {
  const { place, target } = destination
  const { signal, concurrency } = options
  const first = all.find((other) => other.target.registry === target.registry)
  await copy(options.from, first && first !== destination ? mountingFrom(place, first.place) : place, options.root, {
    as: null,
    onEvent: (event) => progress.take(target.repository, event),
    ...(signal === undefined ? {} : { signal }),
    ...(concurrency === undefined ? {} : { concurrency }),
  })
  progress.complete(
    target.repository,
    [...content].map(([digest, { size }]) => [digest, size]),
  )
}

/** A repository that takes blobs over from another one of its registry, where the whole content is by now. */
function mountingFrom(place: RegistryPlace, first: RegistryPlace): Place {
  return {
    ...place,
    mount: async (descriptor, from, options) =>
      (await place.mount(descriptor, first, options)) || place.mount(descriptor, from, options),
  }
}

async function setTags(
  options: PublishOptions,
  destinations: readonly Destination[],
  call: PlaceOptions,
): Promise<void> {
  const wanted = destinations.flatMap(({ target, place }) => target.tags.map((tag) => ({ place, tag })))
  const tagged: string[] = []
  for (const { place, tag } of wanted) {
    const reference = `${place.repository}:${tag}`
    try {
      options.signal?.throwIfAborted()
      await place.tag(options.root, tag, call)
    } catch (cause) {
      if (tagged.length === 0) throw cause
      const left = wanted.slice(tagged.length).map((each) => `${each.place.repository}:${each.tag}`)
      throw new OciError(
        'ERR_OCI_PUBLISH_TAGS',
        `Tagging ${options.root.digest}: ${tagged.join(', ')} set, then ${reference} failed; publish again to set the rest`,
        { details: { tagged, left }, cause },
      )
    }
    tagged.push(reference)
    options.onEvent?.({ type: 'tagged', reference })
  }
}

function referencesOf(target: Target): string[] {
  return target.tags.map((tag) => `${target.repository}:${tag}`)
}
