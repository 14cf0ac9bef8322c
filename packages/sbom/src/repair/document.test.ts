import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Component } from '../component.ts'
import { writeCycloneDx } from '../cyclonedx/write.ts'
import { isIdentifier } from '../identifier.ts'
import { canonicalExpression } from '../license/parse-expression.ts'
import type { SbomDocument } from '../sbom-document.ts'
import { repairDocument } from './document.ts'

function documentOf(parts: Partial<SbomDocument>): SbomDocument {
  return {
    name: 'n',
    namespace: 'https://example.com/n',
    created: '2024-01-01T00:00:00Z',
    creators: [{ type: 'tool', name: 't' }],
    describes: [],
    components: [],
    relationships: [],
    licenses: [],
    ...parts,
  }
}

function repaired(component: Partial<Component>): Component | undefined {
  return repairDocument(documentOf({ components: [{ id: 'a', kind: 'package', name: 'a', ...component }] })).document
    .components[0]
}

describe('repairDocument', () => {
  it('leaves a valid document as it is', () => {
    const document = documentOf({
      describes: ['a'],
      components: [
        {
          id: 'a',
          kind: 'apk',
          name: 'zlib',
          licenseDeclared: 'MPL-2.0 AND LicenseRef-x',
          supplier: { type: 'organization', name: 'Wolfi' },
          purpose: 'LIBRARY',
          downloadLocation: 'git+ssh://git@github.com/a/b.git@1234#sub',
          checksums: [{ algorithm: 'SHA1', value: 'ab'.repeat(20) }],
          references: [
            { category: 'PACKAGE-MANAGER', type: 'purl', locator: 'pkg:apk/wolfi/zlib@1?arch=x86_64' },
            { category: 'SECURITY', type: 'cpe23Type', locator: 'cpe:2.3:a:b\\:c:zlib:1.3:*:*:*:*:*:*:*' },
          ],
        },
      ],
      relationships: [{ from: 'a', type: 'DESCRIBED_BY', to: 'NOASSERTION' }],
      licenses: [{ id: 'LicenseRef-x', text: 'x' }],
    })
    expect(repairDocument(document)).toEqual({ document, warnings: [] })
  })

  it.each<[string, Partial<Component>, Partial<Component>]>([
    ['a supplier without a name', { supplier: { type: 'organization', name: '' } }, { supplier: 'NOASSERTION' }],
    [
      'a supplier over two lines',
      { supplier: { type: 'unknown', name: 'a\nb' } },
      { supplier: { type: 'organization', name: 'a b' } },
    ],
    ['a purpose as melange spelt it', { purpose: 'OPERATING-SYSTEM' }, { purpose: 'OPERATING_SYSTEM' }],
    ['an unknown purpose', { purpose: 'WEAPON' }, { purpose: 'OTHER' }],
    ['a licence that is none', { licenseDeclared: 'BSD' }, { licenseDeclared: 'LicenseRef-BSD' }],
    ['no name', { name: '' }, { name: 'a' }],
    ['no download location', { downloadLocation: '' }, { downloadLocation: 'NOASSERTION' }],
    ['a download location that is a path', { downloadLocation: '/etc/passwd' }, { downloadLocation: 'NOASSERTION' }],
    [
      'a checksum in capitals',
      { checksums: [{ algorithm: 'ADLER32', value: 'ABCDEF01' }] },
      { checksums: [{ algorithm: 'ADLER32', value: 'abcdef01' }] },
    ],
    ['a checksum too short', { checksums: [{ algorithm: 'SHA1', value: 'ab' }] }, { checksums: [] }],
    [
      'a category with an underscore',
      { references: [{ category: 'PACKAGE_MANAGER', type: 'npm', locator: 'a@1' }] },
      { references: [{ category: 'PACKAGE-MANAGER', type: 'npm', locator: 'a@1' }] },
    ],
    [
      'a purl that is none',
      { references: [{ category: 'PACKAGE-MANAGER', type: 'purl', locator: 'pkg:' }] },
      { references: [] },
    ],
    [
      'a CPE with two parts too few',
      { references: [{ category: 'SECURITY', type: 'cpe23Type', locator: 'cpe:2.3:a:b' }] },
      { references: [] },
    ],
    [
      'a type unknown to its category',
      { references: [{ category: 'SECURITY', type: 'cve', locator: 'x' }] },
      { references: [{ category: 'OTHER', type: 'cve', locator: 'x' }] },
    ],
  ])('puts right %s', (_, before, after) => {
    expect(repaired(before)).toMatchObject(after)
  })

  it('keeps the first of two components of one identifier, and none that would be the document itself', () => {
    const { document, warnings } = repairDocument(
      documentOf({
        components: [
          { id: 'a', kind: 'package', name: 'first' },
          { id: 'a', kind: 'package', name: 'second' },
          { id: 'DOCUMENT', kind: 'package', name: 'third' },
        ],
      }),
    )
    expect(document.components.map(({ name }) => name)).toEqual(['first'])
    expect(warnings.map(({ code }) => code)).toEqual(['WARN_SBOM_IDENTIFIER_TAKEN', 'WARN_SBOM_IDENTIFIER_TAKEN'])
  })

  it('drops what leads nowhere, and says OTHER of a relationship that SPDX does not know', () => {
    const { document } = repairDocument(
      documentOf({
        describes: ['a', 'gone'],
        components: [{ id: 'a', kind: 'package', name: 'a' }],
        relationships: [
          { from: 'a', type: 'LOVES', to: 'a' },
          { from: 'a', type: 'CONTAINS', to: 'DocumentRef-x:SPDXRef-y' },
        ],
      }),
    )
    expect(document.describes).toEqual(['a'])
    expect(document.relationships).toEqual([{ from: 'a', type: 'OTHER', to: 'a' }])
  })

  it('gives every LicenseRef a text', () => {
    const { document } = repairDocument(
      documentOf({
        components: [{ id: 'a', kind: 'package', name: 'a', licenseDeclared: 'LicenseRef-b AND LicenseRef-c' }],
        licenses: [
          { id: 'LicenseRef-b', text: '' },
          { id: 'whatever', text: 'x' },
        ],
      }),
    )
    expect(document.licenses).toEqual([
      { id: 'LicenseRef-b', text: 'NOASSERTION' },
      { id: 'LicenseRef-c', text: 'c', name: 'LicenseRef-c' },
    ])
  })

  it('counts warnings beyond fifty instead of keeping them', () => {
    const components = Array.from({ length: 1000 }, (): Component => ({ id: 'a', kind: 'package', name: 'a' }))
    const { warnings } = repairDocument(documentOf({ components }))
    expect(warnings).toHaveLength(51)
    expect(warnings.at(-1)).toMatchObject({ code: 'WARN_SBOM_MORE', details: { count: 949 } })
  })

  it('makes something valid of anything, and nothing more of that', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('NONE', 'MIT', 'a', 'DOCUMENT', 'SHA1', 'purl'),
    )
    const component = fc.record(
      {
        id: text,
        kind: fc.constantFrom('package', 'file', 'apk'),
        name: text,
        version: text,
        purpose: text,
        licenseDeclared: text,
        licenseConcluded: text,
        downloadLocation: text,
        homepage: text,
        supplier: fc.record({
          type: fc.constantFrom('organization', 'person', 'tool', 'unknown'),
          name: text,
          email: text,
        }),
        checksums: fc.array(fc.record({ algorithm: text, value: text })),
        references: fc.array(fc.record({ category: text, type: text, locator: text })),
      },
      { requiredKeys: ['id', 'kind', 'name'] },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(component),
        fc.array(fc.record({ from: text, type: text, to: text })),
        fc.array(fc.record({ id: text, text })),
        fc.array(text),
        async (components, relationships, licenses, describes) => {
          const once = repairDocument(
            documentOf({ components: components as Component[], relationships, licenses, describes }),
          ).document
          expect(repairDocument(once)).toEqual({ document: once, warnings: [] })
          expect(await validator.validate((await writeCycloneDx(once)).text)).toBeNull()
          const ids = once.components.map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          for (const { id, licenseDeclared } of once.components) {
            expect(isIdentifier(id)).toBe(true)
            if (licenseDeclared && !/^(NONE|NOASSERTION)$/.test(licenseDeclared)) {
              expect(canonicalExpression(licenseDeclared)).toBe(licenseDeclared)
            }
          }
        },
      ),
    )
  })
})
