import { ImageError } from '../error.ts'

/**
 * Looks at the format that a definition wants its layers in.
 *
 * @throws ImageError `ERR_IMAGE_FORMAT` for any but `tar`
 */
export function checkFormat(format: string | undefined): void {
  if (format === undefined || format === '' || format === 'tar') return
  throw new ImageError(
    'ERR_IMAGE_FORMAT',
    `Packing layers: the format "${format}" is not written here. Leave "format" out, or use tar.`,
    { details: { format } },
  )
}
