import {
  APKO_SHAPE,
  type DocumentShape,
  describeImage,
  describeIndex,
  NACRE_SHAPE,
  type SbomDocument,
  type SbomFormat,
  type WrittenSbom,
  writeSbom,
  writeSpdx23,
} from '@nacre/sbom'
import type { ArchitectureImage, BuiltParts } from '../build/built-image.ts'
import type { OnBuildEvent } from '../event.ts'
import { type ProfileName, profiles } from '../profile.ts'
import { imageFacts, indexFacts } from './image-facts.ts'

/** How an SBOM is written. */
export interface SbomOptions {
  /** Where the image is, or will be, published: `registry.example.com/team/web`, a tag or digest is ignored. */
  readonly repository?: string
  /** Also lists every file of every package with its checksum; default false. */
  readonly files?: boolean
  /** Hears what was wrong in the SBOMs that packages carry; default who heard the build. */
  readonly onEvent?: OnBuildEvent
}

/**
 * The SBOM of one image in one format.
 *
 * @throws SbomError `ERR_SBOM_FORMAT` for a format that nobody writes.
 */
export async function writeImageSbom(
  built: BuiltParts,
  image: ArchitectureImage,
  format: SbomFormat,
  options: SbomOptions,
): Promise<WrittenSbom> {
  const shape = shapeOf(built.definition.profile, format)
  const { document, warnings } = describeImage(await imageFacts(built, image, options), shape)
  const onEvent = options.onEvent ?? built.onEvent
  for (const { code, message } of warnings) onEvent?.({ kind: 'warning', code, message })
  return await writeDocument(document, format, shape)
}

/** The SBOM of the index: which images there are, and where they come from. */
export async function writeIndexSbom(
  built: BuiltParts,
  format: SbomFormat,
  options: Pick<SbomOptions, 'repository'> = {},
): Promise<WrittenSbom> {
  const shape = shapeOf(built.definition.profile, format)
  return await writeDocument(describeIndex(indexFacts(built, options.repository), shape), format, shape)
}

// apko writes SPDX 2.3 alone; every other format says the whole truth.
function shapeOf(profile: ProfileName, format: SbomFormat): DocumentShape {
  return profiles[profile].sbom === 'apko' && format === 'spdx-2.3' ? APKO_SHAPE : NACRE_SHAPE
}

async function writeDocument(document: SbomDocument, format: SbomFormat, shape: DocumentShape): Promise<WrittenSbom> {
  if (shape === APKO_SHAPE) return writeSpdx23(document, { attribution: 'attributionText' })
  return await writeSbom(document, format)
}
