import type { Store } from '@nacre/archive/store'
import type { Architecture } from '../architecture.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import type { Services } from '../services.ts'
import type { Base } from './base.ts'

/** The base images of one verb: each is read once, when first asked for; nothing where a definition has none. */
export type Bases = (architecture: Architecture) => Promise<Base | undefined>

/** Base images of a definition. */
export function basesOf({ base }: ImageDefinition, services: Services, store: Store): Bases {
  const read = new Map<string, Promise<Base>>()
  return async (architecture) => {
    if (base === undefined) return undefined
    const known = read.get(architecture.apk)
    if (known !== undefined) return await known
    const { readBase } = await import('./base.ts')
    const reading = readBase(base, architecture, services, store)
    read.set(architecture.apk, reading)
    return await reading
  }
}
