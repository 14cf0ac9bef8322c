import { safeParse } from 'valibot'
import { formatPath, type ValuePath } from '../apko/fault.ts'
import type { ImageDefinition } from './definition.ts'
import { definitionError } from './definition-error.ts'
import { definitionSchema } from './schema.ts'

/**
 * Refuses a definition that no image can be made of, however it came about. All faults are told at once.
 *
 * @throws ImageError `ERR_IMAGE_DEFINITION`, with `details.faults`: a path and what is wrong there
 */
export function checkDefinition(definition: ImageDefinition): void {
  const { issues } = safeParse(definitionSchema, definition)
  if (issues === undefined) return
  throw definitionError(
    issues.map(({ path = [], message }) => ({ path: formatPath(path.map(({ key }) => key) as ValuePath), message })),
  )
}
