import { availableParallelism } from 'node:os'
import { ChunkBuffers, ChunkCompressor } from '@nacre/archive'
import { memoryStore } from '@nacre/archive/store'
import { encodeIndex, type ImageIndex, mediaTypes, memoryPlace } from '@nacre/oci/layout'
import pLimit from 'p-limit'
import { architecture } from '../architecture.ts'
import { basesOf } from '../base/bases.ts'
import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { requestedEpoch } from '../epoch.ts'
import { LocalFiles } from '../finish/local-files.ts'
import { annotationsOf } from '../image/annotations.ts'
import { descriptorOf } from '../image/descriptor.ts'
import { type PlanOptions, resolvePlan } from '../plan/resolve.ts'
import { profiles } from '../profile.ts'
import { openServices, type Services } from '../services.ts'
import { buildArchitecture } from './build-architecture.ts'
import { type BuildContext, type Compression, withLevel } from './build-context.ts'
import { BuiltImage } from './built-image.ts'

/**
 * Architectures, packages that are fetched, and packages that are expanded at one time; more would only hold more memory. No more are
 * expanded than there are processors: with three or four on two of them a build took longer.
 */
const AT_ONCE = { architectures: 2, fetch: 8, expand: 4 }

/** How to build. */
export interface BuildOptions extends PlanOptions {
  /** Default: gzip at level 4. */
  readonly compression?: Compression
  /**
   * Whether the image's tree and packages are to be looked at. `false`: an image that was built before comes out of the cache without
   * them, and `readTrees()` gets them. Default true.
   */
  readonly tree?: boolean
  /** Date of the image in seconds since 1970; default `SOURCE_DATE_EPOCH`, else the newest package's build time. */
  readonly epoch?: number
}

/**
 * Builds a definition: plan, packages, trees, layers, manifests, index. Nothing is written but the cache.
 *
 * @throws ImageError, ApkError, SolverError, HttpError, ArchiveError
 */
export async function buildImage(
  definition: ImageDefinition,
  attachments: Attachments,
  options: BuildOptions,
): Promise<BuiltImage> {
  const services = await openServices(options)
  const context = buildContext(definition, attachments, options, services)
  const plan = await resolvePlan(definition, attachments, options, { services, bases: context.bases })
  const place = memoryPlace()
  const targets = plan.archs.map(architecture).sort((a, b) => (a.oci < b.oci ? -1 : 1))
  const limit = pLimit(AT_ONCE.architectures)
  const settled = await Promise.allSettled(
    targets.map((target) => limit(() => buildArchitecture(plan, target, context, place))),
  )
  context.compressor.close()
  const images = settled.map(builtImage)

  const epoch = Math.max(0, ...images.map((image) => image.epoch))
  const index: ImageIndex = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: images.map((image) => image.descriptor),
    annotations: annotationsOf(definition, epoch, context.profile).index,
  }
  const bytes = encodeIndex(index)
  const descriptor = descriptorOf(mediaTypes.ociIndex, bytes)
  place.put(descriptor, () => bytes)
  const { onEvent } = options
  return new BuiltImage({ definition, plan, descriptor, images, place, epoch, ...(onEvent && { onEvent }) })
}

// Nothing goes on in the background once a failure is told.
function builtImage<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'fulfilled') return outcome.value
  throw outcome.reason
}

function buildContext(
  definition: ImageDefinition,
  { layering }: Attachments,
  options: BuildOptions,
  services: Services,
): BuildContext {
  const { signal, onEvent } = options
  const { store: cache } = services
  const store = cache ?? memoryStore()
  const compression = withLevel(options.compression ?? { codec: 'gzip' })
  const compressor = new ChunkCompressor(compression)
  const fetch = pLimit(AT_ONCE.fetch)
  const expand = pLimit(Math.min(AT_ONCE.expand, availableParallelism()))
  return {
    profile: profiles[definition.profile],
    compression,
    compressor,
    buffers: new ChunkBuffers(),
    slots: { fetch: (work) => fetch(work), expand: (work) => expand(work) },
    cache,
    store,
    local: new LocalFiles(),
    bases: basesOf(definition, services, store),
    layering,
    tree: options.tree ?? true,
    requestedEpoch: requestedEpoch(options.epoch, process.env),
    ...(signal === undefined ? {} : { signal }),
    ...(onEvent === undefined ? {} : { onEvent }),
  }
}
