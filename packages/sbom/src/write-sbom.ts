import { writeCycloneDx } from './cyclonedx/write.ts'
import type { SbomDocument, SbomFormat, WrittenSbom } from './sbom-document.ts'
import { SbomError } from './sbom-error.ts'
import { writeSpdx23 } from './spdx23/write.ts'
import { writeSpdx30 } from './spdx30/write.ts'

/** The formats that {@link writeSbom} writes. */
export const SBOM_FORMATS: readonly SbomFormat[] = Object.freeze([
  'spdx-2.3',
  'spdx-3.0',
  'cyclonedx-1.6',
  'cyclonedx-1.7',
])

/**
 * Writes a document in the named format: {@link writeSpdx23}, {@link writeSpdx30} or {@link writeCycloneDx}.
 *
 * @throws SbomError `ERR_SBOM_FORMAT` for any other format
 */
export async function writeSbom(document: SbomDocument, format: SbomFormat): Promise<WrittenSbom> {
  switch (format) {
    case 'spdx-2.3':
      return writeSpdx23(document)
    case 'spdx-3.0':
      return writeSpdx30(document)
    case 'cyclonedx-1.6':
      return writeCycloneDx(document, { version: '1.6' })
    case 'cyclonedx-1.7':
      return writeCycloneDx(document, { version: '1.7' })
    default:
      throw new SbomError(
        'ERR_SBOM_FORMAT',
        `Writing an SBOM: "${String(format)}" is no format that is written. Choose one of ${SBOM_FORMATS.join(', ')}.`,
        { details: { format: String(format), formats: SBOM_FORMATS } },
      )
  }
}
