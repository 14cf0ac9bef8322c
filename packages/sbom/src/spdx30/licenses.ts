import { licensesNamed, parseExpression } from '../license/parse-expression.ts'
import type { SbomDocument } from '../sbom-document.ts'
import { CREATION_INFO, type Element, type Iri } from './graph.ts'
import { INDIVIDUALS } from './vocabulary.ts'

/** The licence expressions and texts of a document as elements, and the IRI of each expression. */
export interface LicenseElements {
  readonly elements: readonly Element[]
  readonly iriOf: (expression: string) => string
}

/** SPDX 3.0.1, SimpleLicensing: one LicenseExpression an expression, one SimpleLicensingText a `LicenseRef-`. */
export function licenseElements(document: SbomDocument, iri: Iri): LicenseElements {
  const texts = new Map(document.licenses.map((license) => [license.id, iri(`License-${license.id}`)]))
  const elements: Element[] = document.licenses.map(({ id, text, name }) => ({
    type: 'simplelicensing_SimpleLicensingText',
    spdxId: texts.get(id) ?? '',
    creationInfo: CREATION_INFO,
    name: name ?? id,
    simplelicensing_licenseText: text,
  }))
  const iris = new Map<string, string>(Object.entries(INDIVIDUALS.license))
  const expressions = document.components.flatMap(({ licenseDeclared, licenseConcluded }) => [
    licenseDeclared,
    licenseConcluded,
  ])
  for (const expression of expressions) {
    if (!expression || iris.has(expression)) continue
    const spdxId = iri(`LicenseExpression-${iris.size - 1}`)
    iris.set(expression, spdxId)
    elements.push({
      type: 'simplelicensing_LicenseExpression',
      spdxId,
      creationInfo: CREATION_INFO,
      simplelicensing_licenseExpression: expression,
      ...customIds(expression, texts),
      ...listVersion(document.licenseListVersion),
    })
  }
  return { elements, iriOf: (expression) => iris.get(expression) ?? INDIVIDUALS.license.NOASSERTION }
}

/** SPDX 3.0.1, SimpleLicensing/Properties/customIdToUri. */
function customIds(expression: string, texts: ReadonlyMap<string, string>): Partial<Element> {
  const node = expression.includes('LicenseRef-') ? parseExpression(expression) : undefined
  const entries = (node === undefined ? [] : licensesNamed(node)).flatMap((key) => {
    const value = texts.get(key)
    return value === undefined ? [] : [{ type: 'DictionaryEntry', key, value }]
  })
  return entries.length === 0 ? {} : { simplelicensing_customIdToUri: entries }
}

/** SPDX 3.0.1, SimpleLicensing/Properties/licenseListVersion is a semantic version; SPDX 2.3 has `3.27`. */
function listVersion(version: string | undefined): Partial<Element> {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?$/.exec(version ?? '')
  if (match === null) return {}
  const numbers = [match[1], match[2], match[3] ?? '0'].map((part) => String(Number(part)))
  return { simplelicensing_licenseListVersion: numbers.join('.') }
}
