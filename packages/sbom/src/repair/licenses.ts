import type { Component } from '../component.ts'
import { licenseExpression } from '../license/license-expression.ts'
import type { ExtractedLicense } from '../sbom-document.ts'
import { quoted, type Warn } from '../warning.ts'

/** Components with valid licence expressions, and the texts of every `LicenseRef-` among them. */
export interface RepairedLicenses {
  readonly components: readonly Component[]
  readonly licenses: readonly ExtractedLicense[]
}

/**
 * Makes every licence of the components a valid expression (see {@link licenseExpression}), and gives each `LicenseRef-`
 * that they use a text: SPDX 2.3 §10. Texts under identifiers that §10.1 does not allow are left out.
 */
export function repairLicenses(
  components: readonly Component[],
  extracted: readonly ExtractedLicense[],
  warn: Warn,
): RepairedLicenses {
  const licenses = new Map<string, ExtractedLicense>()
  for (const license of extracted) {
    if (!/^LicenseRef-[A-Za-z0-9.-]+$/.test(license.id)) {
      warn({
        code: 'WARN_SBOM_VALUE_DROPPED',
        message: `The licence text ${quoted(license.id)} has no identifier that SPDX 2.3 allows, and is left out`,
        details: { license: license.id.slice(0, 200) },
      })
    } else if (!licenses.has(license.id)) {
      licenses.set(license.id, license.text === '' ? { ...license, text: 'NOASSERTION' } : license)
    }
  }
  const repair = (component: Component, text: string): string => {
    const { expression, licenses: found } = licenseExpression(text)
    for (const license of found) if (!licenses.has(license.id)) licenses.set(license.id, license)
    if (expression !== text && found.some(({ id }) => !text.includes(id))) {
      warn({
        code: 'WARN_SBOM_VALUE_REPAIRED',
        message: `Component ${quoted(component.id)}: its licence ${quoted(text)} is no SPDX expression, and becomes ${quoted(expression)}`,
        details: { component: component.id, license: text.slice(0, 200), expression },
      })
    }
    return expression
  }
  return {
    components: components.map((component) => ({
      ...component,
      ...(component.licenseDeclared ? { licenseDeclared: repair(component, component.licenseDeclared) } : undefined),
      ...(component.licenseConcluded ? { licenseConcluded: repair(component, component.licenseConcluded) } : undefined),
    })),
    licenses: [...licenses.values()],
  }
}
