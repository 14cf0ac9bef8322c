import { writeCycloneDx } from './cyclonedx/write.ts'
import type { SbomDocument, SbomFormat, WrittenSbom } from './sbom-document.ts'
import { writeSpdx23 } from './spdx23/write.ts'
import { writeSpdx30 } from './spdx30/write.ts'

/** Writes a document in the named format: {@link writeSpdx23}, {@link writeSpdx30} or {@link writeCycloneDx}. */
export async function writeSbom(document: SbomDocument, format: SbomFormat): Promise<WrittenSbom> {
  if (format === 'spdx-2.3') return writeSpdx23(document)
  if (format === 'spdx-3.0') return writeSpdx30(document)
  return writeCycloneDx(document, { version: format === 'cyclonedx-1.7' ? '1.7' : '1.6' })
}
