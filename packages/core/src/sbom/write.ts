import { type SbomFormat, type WrittenSbom, writeSpdx23 } from '@nacre/sbom'
import type { ArchitectureImage } from '../build/built-image.ts'
import { describeImage } from './describe-image.ts'

/** The SBOM of one image in one format. */
export async function writeImageSbom(image: ArchitectureImage, format: SbomFormat): Promise<WrittenSbom> {
  const document = await describeImage(image)
  return writeSpdx23(document)
}
