import { memoryStore } from '@nacre/archive/store'
import { type Architecture, architecture } from '../architecture.ts'
import { type Bases, basesOf } from '../base/bases.ts'
import type { Attachments } from '../definition/attachments.ts'
import { checkDefinition } from '../definition/check.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { OnBuildEvent } from '../event.ts'
import type { LockSource } from '../lock/read-lock.ts'
import { openServices, type ServiceOptions, type Services } from '../services.ts'
import { Plan } from './plan.ts'

/** How to plan. */
export interface PlanOptions extends ServiceOptions {
  /** Architectures in either spelling; default those of the definition, and where it names none those of `lock`. */
  readonly arch?: readonly string[]
  /** What was chosen before: a lock file or what it holds, nacre's or apko's. Nothing is resolved then, and no index read. */
  readonly lock?: LockSource
  /** Packages that may differ in version between architectures although they were asked for; `true` for all. Default none. */
  readonly mayDiffer?: boolean | readonly string[]
  readonly onEvent?: OnBuildEvent
}

/**
 * Plans a definition for every architecture: out of a lock, or by resolving it.
 *
 * @param known what the verb has opened already
 * @throws ImageError `ERR_IMAGE_DEFINITION`, `ERR_IMAGE_ARCH_UNKNOWN`, `ERR_IMAGE_ARCH_NONE`, `ERR_IMAGE_REPOSITORY_NONE`, `ERR_IMAGE_LOCK_…`; ApkError when
 * an index cannot be had or trusted; SolverError when no set of packages answers the definition.
 */
export async function resolvePlan(
  definition: ImageDefinition,
  attachments: Attachments,
  options: PlanOptions,
  known: { readonly services?: Services; readonly bases?: Bases } = {},
): Promise<Plan> {
  checkDefinition(definition)
  const architectures = wantedArchitectures(definition, options)
  const services = known.services ?? (await openServices(options))
  const bases = known.bases ?? basesOf(definition, services, services.store ?? memoryStore())
  const input = {
    definition,
    attachments,
    architectures,
    services,
    bases,
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
  }
  if (options.lock !== undefined) {
    const { planFromLock } = await import('../lock/plan-from-lock.ts')
    return new Plan({
      definition,
      attachments,
      architectures: await planFromLock(options.lock, input),
      differences: [],
    })
  }
  const { solvePlan } = await import('./solve-plan.ts')
  const { plans, differences } = await solvePlan({ ...input, mayDiffer: options.mayDiffer ?? false })
  return new Plan({ definition, attachments, architectures: plans, differences })
}

function wantedArchitectures(definition: ImageDefinition, options: PlanOptions): Architecture[] {
  const names = [options.arch ?? definition.archs].flat()
  if (names.length === 0 && options.lock === undefined) {
    throw new ImageError(
      'ERR_IMAGE_ARCH_NONE',
      'Planning the image: no architecture was named. Give one in "arch", such as ["x86_64", "aarch64"].',
    )
  }
  return [...new Set(names.map(architecture))]
}
