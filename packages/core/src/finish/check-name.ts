import { ImageError } from '../error.ts'

/** Names that become file names (apko 1.2, `certNameRegex`). */
const FORM = /^[a-zA-Z0-9_-][a-zA-Z0-9_.-]*$/

/**
 * Looks at a name that is to become the name of a file.
 *
 * @param what what it names: `certificate`, `runtime key`, `service`
 * @throws ImageError `ERR_IMAGE_NAME`
 */
export function checkName(name: string, what: string): void {
  if (FORM.test(name)) return
  throw new ImageError(
    'ERR_IMAGE_NAME',
    `Naming a ${what}: ${JSON.stringify(name)} cannot be the name of a file. Use letters, digits, "_", "-" and, but not first, ".".`,
    { details: { name, what } },
  )
}
