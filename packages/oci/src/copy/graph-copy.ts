import pLimit, { type LimitFunction } from 'p-limit'
import type { Descriptor } from '../model/descriptor.ts'
import { isForeignLayerType, isManifestOrIndexType } from '../model/media-type.ts'
import { children, type DocumentOptions, readBytes } from '../places/documents.ts'
import type { Place, PlaceOptions, Source } from '../places/place.ts'
import type { CopyEvent } from './copy-event.ts'

/** What a graph copy works with. */
export interface GraphCopyOptions extends DocumentOptions {
  readonly concurrency?: number
  readonly onEvent?: (event: CopyEvent) => void
}

/** Content held ready for a manifest that is not in the source itself, by digest. */
export type Prepared = ReadonlyMap<string, Uint8Array>

/**
 * Moves graphs of content from one place to another: blobs before the manifests that name them, children before
 * parents, every digest once, at most `concurrency` transfers at a time.
 */
export class GraphCopy {
  /** Every manifest and index met, in the order of meeting. */
  readonly manifests: Map<string, Descriptor> = new Map()
  readonly #from: Source
  readonly #to: Place
  readonly #options: GraphCopyOptions
  readonly #limit: LimitFunction
  readonly #visits = new Map<string, Promise<void>>()
  readonly #stop = new AbortController()
  readonly #verb: PlaceOptions

  constructor(from: Source, to: Place, options: GraphCopyOptions) {
    this.#from = from
    this.#to = to
    this.#options = options
    const own = this.#stop.signal
    this.#verb = { signal: options.signal === undefined ? own : AbortSignal.any([own, options.signal]) }
    this.#limit = pLimit(Math.max(1, options.concurrency ?? 4))
  }

  /** Moves everything under a root. After the first fault nothing new is begun, and what runs is given up. */
  async run(root: Descriptor, prepared: Prepared = new Map()): Promise<void> {
    try {
      await this.#visit(root, prepared)
    } catch (error) {
      this.#stop.abort(error)
      await Promise.allSettled(this.#visits.values())
      throw error
    }
  }

  #visit(descriptor: Descriptor, prepared: Prepared): Promise<void> {
    const begun = this.#visits.get(descriptor.digest)
    if (begun !== undefined) return begun
    const visit = isManifestOrIndexType(descriptor.mediaType)
      ? this.#manifest(descriptor, prepared)
      : this.#task(() => this.#blob(descriptor))
    this.#visits.set(descriptor.digest, visit)
    return visit
  }

  #task<T>(work: () => Promise<T>): Promise<T> {
    return this.#limit(async () => {
      this.#stop.signal.throwIfAborted()
      this.#options.signal?.throwIfAborted()
      return work()
    })
  }

  async #manifest(descriptor: Descriptor, prepared: Prepared): Promise<void> {
    this.manifests.set(descriptor.digest, descriptor)
    const limits = this.#options.limits === undefined ? {} : { limits: this.#options.limits }
    const bytes =
      prepared.get(descriptor.digest) ??
      (await this.#task(() => readBytes(this.#from, descriptor, { ...limits, ...this.#verb })))
    const needed = children(descriptor, bytes, limits)
    // A place that holds a manifest holds what it names, because everyone writes children first.
    const present = await this.#task(() => this.#to.has(descriptor, this.#verb))
    const wanted = present ? needed.filter((child) => isManifestOrIndexType(child.mediaType)) : needed
    const visits = wanted.map((child) => this.#visit(child, prepared))
    await settled(visits, this.#stop)
    await this.#task(async () => {
      this.#tell(present ? 'present' : 'start', descriptor, present ? descriptor.size : 0)
      if (present) return
      await this.#to.write(descriptor, () => once(bytes), this.#verb)
      this.#tell('written', descriptor, descriptor.size)
    })
  }

  async #blob(descriptor: Descriptor): Promise<void> {
    if (isForeignLayerType(descriptor.mediaType) && !(await this.#from.has(descriptor, this.#verb))) return
    if (await this.#to.has(descriptor, this.#verb)) return this.#tell('present', descriptor, descriptor.size)
    const origin = (await this.#from.origin?.(descriptor)) ?? this.#from
    if ((await this.#to.mount?.(descriptor, origin, this.#verb)) === true) {
      return this.#tell('mounted', descriptor, descriptor.size)
    }
    this.#tell('start', descriptor, 0)
    const outcome = await this.#to.write(descriptor, () => origin.read(descriptor, this.#verb), {
      ...this.#verb,
      onProgress: (bytes) => this.#tell('progress', descriptor, bytes),
    })
    this.#tell(outcome, descriptor, descriptor.size)
  }

  #tell(kind: 'start' | 'progress' | 'written' | 'present' | 'mounted', descriptor: Descriptor, bytes: number): void {
    const { digest, mediaType, size } = descriptor
    this.#options.onEvent?.({ kind, digest, mediaType, bytes, total: size })
  }
}

async function settled(visits: readonly Promise<void>[], stop: AbortController): Promise<void> {
  try {
    await Promise.all(visits)
  } catch (error) {
    stop.abort(error)
    await Promise.allSettled(visits)
    throw error
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
