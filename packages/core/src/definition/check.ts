import { formatPath, type ValuePath } from '../apko/fault.ts'
import { ImageError } from '../error.ts'
import type { ImageDefinition } from './definition.ts'
import { definitionSchema } from './schema.ts'

/**
 * Refuses a definition that no image can be made of, however it came about. All faults are told at once.
 *
 * @throws ImageError `ERR_IMAGE_DEFINITION`, with `details.faults`: a path and what is wrong there
 */
export function checkDefinition(definition: ImageDefinition): void {
  const { error } = definitionSchema.safeParse(definition)
  if (error === undefined) return
  throw definitionError(error.issues.map(({ path, message }) => ({ path: formatPath(path as ValuePath), message })))
}

/** The error for what is wrong with a definition. */
export function definitionError(faults: readonly { readonly path: string; readonly message: string }[]): ImageError {
  const told = faults.slice(0, 20).map(({ path, message }) => `${path || 'the whole'}: ${message}`)
  return new ImageError(
    'ERR_IMAGE_DEFINITION',
    `Reading the definition of the image: ${told.join('; ')}. Correct the call, or the JSON that it was read from.`,
    { details: { faults } },
  )
}
