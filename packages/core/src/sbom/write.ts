import { describeImage, type SbomFormat, type WrittenSbom, writeSpdx23, writeSpdx30 } from '@nacre/sbom'
import type { ArchitectureImage } from '../build/built-image.ts'
import { ImageError } from '../error.ts'
import { imageFacts } from './image-facts.ts'

/**
 * The SBOM of one image in one format.
 *
 * @throws ImageError `ERR_IMAGE_SBOM_FORMAT` for a format that nobody writes.
 */
export async function writeImageSbom(image: ArchitectureImage, format: SbomFormat): Promise<WrittenSbom> {
  const { document } = describeImage(await imageFacts(image))
  switch (format) {
    case 'spdx-2.3':
      return writeSpdx23(document)
    case 'spdx-3.0':
      return writeSpdx30(document)
    default:
      throw new ImageError(
        'ERR_IMAGE_SBOM_FORMAT',
        `Writing an SBOM: there is no format called "${format}". Use spdx-2.3, spdx-3.0 or cyclonedx-1.6.`,
        { details: { format } },
      )
  }
}
