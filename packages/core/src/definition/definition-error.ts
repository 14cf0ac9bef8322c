import { ImageError } from '../error.ts'

/** The error for what is wrong with a definition. */
export function definitionError(faults: readonly { readonly path: string; readonly message: string }[]): ImageError {
  const told = faults.slice(0, 20).map(({ path, message }) => `${path || 'the whole'}: ${message}`)
  return new ImageError(
    'ERR_IMAGE_DEFINITION',
    `Reading the definition of the image: ${told.join('; ')}. Correct the call, or the JSON that it was read from.`,
    { details: { faults } },
  )
}
