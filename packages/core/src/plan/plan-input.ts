import type { Architecture } from '../architecture.ts'
import type { Bases } from '../base/bases.ts'
import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import type { OnBuildEvent } from '../event.ts'
import type { Services } from '../services.ts'

/** What a plan is made from. */
export interface PlanInput {
  readonly definition: ImageDefinition
  readonly attachments: Attachments
  /** Empty for all that a lock holds. */
  readonly architectures: readonly Architecture[]
  readonly services: Services
  /** The images that are built upon. */
  readonly bases: Bases
  readonly onEvent?: OnBuildEvent
}
