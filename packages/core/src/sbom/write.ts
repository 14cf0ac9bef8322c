import {
  APKO_SHAPE,
  describeImage,
  describeIndex,
  type SbomDocument,
  type SbomFormat,
  type WrittenSbom,
  writeSbom,
  writeSpdx23,
} from '@nacre/sbom'
import type { ArchitectureImage, BuiltParts } from '../build/built-image.ts'
import { type ProfileName, profiles } from '../profile.ts'
import { imageFacts, indexFacts } from './image-facts.ts'

/**
 * The SBOM of one image in one format.
 *
 * @throws SbomError `ERR_SBOM_FORMAT` for a format that nobody writes.
 */
export async function writeImageSbom(
  built: BuiltParts,
  image: ArchitectureImage,
  format: SbomFormat,
): Promise<WrittenSbom> {
  const { document } = describeImage(await imageFacts(built, image), ...shapeOf(built.definition.profile))
  return await writeDocument(document, format, built.definition.profile)
}

/** The SBOM of the index: which images there are, and where they come from. */
export async function writeIndexSbom(built: BuiltParts, format: SbomFormat): Promise<WrittenSbom> {
  const document = describeIndex(indexFacts(built), ...shapeOf(built.definition.profile))
  return await writeDocument(document, format, built.definition.profile)
}

function shapeOf(profile: ProfileName): [] | [typeof APKO_SHAPE] {
  return profiles[profile].sbom === 'apko' ? [APKO_SHAPE] : []
}

async function writeDocument(document: SbomDocument, format: SbomFormat, profile: ProfileName): Promise<WrittenSbom> {
  const apko = profiles[profile].sbom === 'apko' && format === 'spdx-2.3'
  return apko ? writeSpdx23(document, { attribution: 'attributionText' }) : await writeSbom(document, format)
}
