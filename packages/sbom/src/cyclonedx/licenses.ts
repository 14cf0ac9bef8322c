import type { Models } from '@cyclonedx/cyclonedx-library'
import type { Component } from '../component.ts'
import type { SbomDocument } from '../sbom-document.ts'
import type { CycloneDxLibrary } from './library.ts'

/** What says nothing: absent, or explicitly unknown. */
const UNSAID: ReadonlySet<string> = new Set(['', 'NOASSERTION'])

/**
 * The licence of a component. CycloneDX 1.6 allows one expression or a list of single licences: the declared one, or the
 * concluded one where none is declared; the other goes to a property.
 */
export function toLicenses(
  { licenseDeclared = '', licenseConcluded = '' }: Component,
  texts: ReadonlyMap<string, string>,
  property: (name: string, value: string) => void,
  library: CycloneDxLibrary,
): readonly Models.License[] {
  const { LicenseAcknowledgement } = library.Enums
  if (!UNSAID.has(licenseDeclared)) {
    if (!UNSAID.has(licenseConcluded)) property('licenseConcluded', licenseConcluded)
    return [toLicense(licenseDeclared, LicenseAcknowledgement.Declared, texts, library)]
  }
  if (UNSAID.has(licenseConcluded)) return []
  return [toLicense(licenseConcluded, LicenseAcknowledgement.Concluded, texts, library)]
}

function toLicense(
  expression: string,
  acknowledgement: NonNullable<Models.LicenseExpression['acknowledgement']>,
  texts: ReadonlyMap<string, string>,
  { Models, SPDX }: CycloneDxLibrary,
): Models.License {
  if (SPDX.isSupportedSpdxId(expression)) return new Models.SpdxLicense(expression, { acknowledgement })
  if (isSingle(expression)) {
    const text = texts.get(expression)
    return new Models.NamedLicense(expression, {
      acknowledgement,
      ...(text !== undefined && { text: new Models.Attachment(text) }),
    })
  }
  const license = new Models.LicenseExpression(expression)
  license.acknowledgement = acknowledgement
  return license
}

function isSingle(expression: string): boolean {
  return expression === 'NONE' || /^LicenseRef-[A-Za-z0-9.-]+$/.test(expression)
}

/** The texts that no component's licence carries itself, because they stand inside an expression. */
export function licenseTexts(document: SbomDocument): readonly (readonly [string, string])[] {
  const carried = new Set(
    document.components.map(({ licenseDeclared, licenseConcluded }) =>
      UNSAID.has(licenseDeclared ?? '') ? licenseConcluded : licenseDeclared,
    ),
  )
  return document.licenses.filter(({ id }) => !carried.has(id)).map(({ id, text }) => [id, text])
}
