import { digestOf } from '@nacre/archive'
import { CONTENT_NAMESPACE, type Store } from '@nacre/archive/store'
import type { Architecture } from '../architecture.ts'
import { keyFiles } from '../install/keys.ts'
import type { KnownLayer } from '../layer/known-layer.ts'
import type { Plan } from '../plan/plan.ts'
import { VERSION } from '../version.ts'
import type { BuildContext } from './build-context.ts'

/** What builds came to, by everything that they depend on; the number changes with the form of the JSON. */
const IMAGES = 'image-4'

/** A layer of a known image. */
export interface KnownImageLayer extends KnownLayer {
  /** Entries of the archive. */
  readonly entries: number
}

/** What of a build cannot be told from its plan and definition. */
export interface KnownImage {
  /** Seconds since 1970: the date that the image carries. */
  readonly epoch: number
  /** The user that the image runs as, where there is one. */
  readonly runAs?: string
  /** Lowest first. */
  readonly layers: readonly KnownImageLayer[]
}

/**
 * A name for the outcome of a build, out of all that it depends on: the same key, the same image. Nothing where it depends on
 * a function, or on a local file that cannot be read.
 */
export async function imageKey(
  plan: Plan,
  architecture: Architecture,
  context: BuildContext,
): Promise<string | undefined> {
  const { definition } = plan
  const { profile, compressor, requestedEpoch, layering } = context
  if (layering !== undefined) return undefined
  const local = await context.local.id(definition.paths)
  if (local === undefined) return undefined
  const planned = plan.architecture(architecture.apk)
  const keys = keyFiles(definition, planned.keys)
  const base = await context.bases(architecture)
  // JSON leaves out what is undefined, and writes bytes as digests here.
  return digestOf(
    new TextEncoder().encode(
      JSON.stringify({
        version: VERSION,
        definition,
        profile: profile.name,
        layer: compressor.name,
        requestedEpoch,
        arch: planned.arch,
        locked: planned.locked,
        packages: planned.packages.map(({ record, tag }) => [record.name, record.version, record.checksum, tag]),
        // In which order they were resolved can be seen in the image; a lock has no other.
        resolved: planned.locked ? [] : planned.solution.packages.map(({ name, version, tag }) => [name, version, tag]),
        local,
        base: base && [base.image.descriptor.digest, digestOf(new TextEncoder().encode(base.installedText))],
        keys: [...keys].map(([name, key]) => [
          name,
          digestOf(typeof key === 'string' ? new TextEncoder().encode(key) : key),
        ]),
      }),
    ),
  )
}

/** An image that was built before, if its layers are still there to be copied. */
export async function findImage(key: string, store: Store): Promise<KnownImage | undefined> {
  const bytes = await store.get(IMAGES, key)
  if (bytes === undefined) return undefined
  const known = JSON.parse(new TextDecoder().decode(bytes)) as KnownImage
  const present = await Promise.all(known.layers.map(({ digest }) => store.has(CONTENT_NAMESPACE, digest.slice(7))))
  return present.every(Boolean) ? known : undefined
}

/** Remembers what a build came to. */
export async function keepImage(key: string, { epoch, runAs, layers }: KnownImage, store: Store): Promise<void> {
  const facts = layers.map(({ diffId, digest, size, plainSize, entries }) => ({
    diffId,
    digest,
    size,
    plainSize,
    entries,
  }))
  await store.put(IMAGES, key, new TextEncoder().encode(JSON.stringify({ epoch, runAs, layers: facts })))
}
