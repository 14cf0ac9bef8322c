import { describe, expect, it } from 'vitest'
import type { SbomDocument } from '../sbom-document.ts'
import { writeSpdx30 } from './write.ts'

const DOCUMENT: SbomDocument = {
  name: 'sbom',
  namespace: 'https://example.com/sbom',
  created: '2024-01-01T00:00:00Z',
  creators: [{ type: 'tool', name: 'nacre-0.1.0' }],
  licenseListVersion: '3.27',
  describes: ['a'],
  components: [
    {
      id: 'a',
      kind: 'apk',
      name: 'a',
      licenseDeclared: 'MIT AND LicenseRef-x',
      licenseConcluded: 'NOASSERTION',
      supplier: { type: 'organization', name: 'Wolfi' },
    },
    { id: 'b', kind: 'source', name: 'b' },
  ],
  relationships: [
    { from: 'a', type: 'GENERATED_FROM', to: 'b' },
    { from: 'a', type: 'CONTAINS', to: 'b' },
    { from: 'a', type: 'STATIC_LINK', to: 'b' },
    { from: 'a', type: 'BUILD_TOOL_OF', to: 'b' },
    { from: 'a', type: 'DESCRIBED_BY', to: 'NOASSERTION' },
  ],
  licenses: [{ id: 'LicenseRef-x', text: 'x' }],
}

type Element = Readonly<Record<string, unknown>>
const graph = writeSpdx30(DOCUMENT).value['@graph'] as readonly Element[]
const of = (type: string): readonly Element[] => graph.filter((element) => element['type'] === type)
const A = 'https://example.com/sbom#SPDXRef-a'
const B = 'https://example.com/sbom#SPDXRef-b'

describe('SPDX 3.0.1', () => {
  it('a document made by tools alone has a SoftwareAgent as creator', () => {
    expect(of('SoftwareAgent')).toMatchObject([{ name: 'nacre-0.1.0' }])
    expect(of('CreationInfo')).toMatchObject([
      {
        specVersion: '3.0.1',
        createdBy: [of('SoftwareAgent')[0]?.['spdxId']],
        createdUsing: [of('Tool')[0]?.['spdxId']],
      },
    ])
  })

  it('relationships are said from the end that SPDX 3.0 says them from', () => {
    const said = of('Relationship').map(({ from, relationshipType, to, comment }) => [
      from,
      relationshipType,
      to,
      comment,
    ])
    expect(said.slice(0, 5)).toEqual([
      [B, 'generates', [A], undefined],
      [A, 'contains', [B], undefined],
      [A, 'hasStaticLink', [B], undefined],
      [A, 'other', [B], 'BUILD_TOOL_OF'],
      [A, 'other', ['https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement'], 'DESCRIBED_BY'],
    ])
  })

  it('a LicenseRef leads to its text, and the licence list version is a semantic version', () => {
    expect(of('simplelicensing_LicenseExpression')).toMatchObject([
      {
        simplelicensing_licenseExpression: 'MIT AND LicenseRef-x',
        simplelicensing_licenseListVersion: '3.27.0',
        simplelicensing_customIdToUri: [
          { key: 'LicenseRef-x', value: of('simplelicensing_SimpleLicensingText')[0]?.['spdxId'] },
        ],
      },
    ])
    const licensed = of('Relationship').slice(5)
    expect(licensed.map(({ relationshipType }) => relationshipType)).toEqual([
      'hasDeclaredLicense',
      'hasConcludedLicense',
    ])
  })

  it('every element that is named is in the graph, and none twice', () => {
    const ids = graph.flatMap(({ spdxId }) => spdxId ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(of('SpdxDocument')[0]?.['element']).toEqual(ids.slice(1))
  })
})
