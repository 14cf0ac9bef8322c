import type { Architecture } from '../architecture.ts'
import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import type { OnBuildEvent } from '../event.ts'
import type { Services } from '../services.ts'

/** What a plan is made from. */
export interface PlanInput {
  readonly definition: ImageDefinition
  readonly attachments: Attachments
  readonly architectures: readonly Architecture[]
  readonly services: Services
  readonly onEvent?: OnBuildEvent
}
