import type { ExtractedLicense } from '../sbom-document.ts'
import { quoted, type Warn } from '../warning.ts'
import type { EmbeddedSbom } from './merge.ts'

/** Gathers licence texts: the first text under an identifier stays, another one is warned of. */
export function mergeLicenses(
  initial: readonly ExtractedLicense[],
  verbatim: boolean,
  warn: Warn,
): {
  readonly add: (licenses: readonly ExtractedLicense[], from: EmbeddedSbom) => void
  readonly all: () => readonly ExtractedLicense[]
} {
  const merged = new Map(initial.map((license) => [license.id, license]))
  return {
    add: (licenses, from) => {
      for (const license of licenses) {
        const first = merged.get(license.id)
        // apko's own reading knows identifier and text only.
        if (first === undefined) merged.set(license.id, verbatim ? { id: license.id, text: license.text } : license)
        else if (first.text !== license.text) {
          warn({
            code: 'WARN_SBOM_LICENSE_TEXT_DIFFERS',
            message: `The SBOM in package ${quoted(from.name)} has another text for ${quoted(license.id)}: the first stays`,
            details: { package: from.name, license: license.id.slice(0, 200) },
          })
        }
      }
    },
    all: () => [...merged.values()],
  }
}
