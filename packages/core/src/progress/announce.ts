import { channel } from 'node:diagnostics_channel'
import type { ImageDefinition } from '../definition/definition.ts'
import type { BuildEvent, OnBuildEvent } from '../event.ts'

/** Name of the channel of `node:diagnostics_channel` that every event of every plan and build is published on. */
export const BUILD_CHANNEL = 'nacre:build'

/** What subscribers of {@link BUILD_CHANNEL} hear: the event, and whose it is. */
export interface BuildMessage {
  readonly definition: ImageDefinition
  readonly event: BuildEvent
}

/** The options of a verb, changed so that its events are published as well as handed to the caller's listener. */
export function announced<Options extends { readonly onEvent?: OnBuildEvent }>(
  options: Options,
  definition: ImageDefinition,
): Options & { readonly onEvent: OnBuildEvent } {
  const building = channel(BUILD_CHANNEL)
  const { onEvent } = options
  return {
    ...options,
    onEvent: (event) => {
      if (building.hasSubscribers) building.publish({ definition, event } satisfies BuildMessage)
      onEvent?.(event)
    },
  }
}
