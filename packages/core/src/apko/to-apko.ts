import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import { formatConfiguration } from './format.ts'
import { fromDefinition } from './from-definition.ts'

/** How {@link toApko} deals with what apko cannot say. */
export interface ToApkoOptions {
  /** Leaves it out instead of refusing. Default false. */
  readonly lossy?: boolean
}

/**
 * A definition as the text of an apko configuration (apko 1.2).
 *
 * @throws ImageError `ERR_IMAGE_APKO_UNSAID` when the definition says what apko cannot; `details.fields` has all of it
 */
export function toApko(definition: ImageDefinition, { lossy = false }: ToApkoOptions = {}): string {
  const { configuration, unsaid } = fromDefinition(definition)
  if (lossy || unsaid.length === 0) return formatConfiguration(configuration)
  const list = unsaid.map(({ field, reason }) => `\n  ${field}: ${reason}`).join('')
  throw new ImageError(
    'ERR_IMAGE_APKO_UNSAID',
    `Writing the definition for apko: ${unsaid.length} of its fields cannot be said there. Remove them, or leave them out with { lossy: true }.${list}`,
    { details: { fields: unsaid } },
  )
}
