import { describe, expect, it } from 'vitest'
import type { SbomDocument } from '../sbom-document.ts'
import { writeCycloneDx } from './write.ts'

const DOCUMENT: SbomDocument = {
  name: 'sbom',
  namespace: 'https://example.com/sbom',
  created: '2024-01-01T00:00:00Z',
  creators: [
    { type: 'tool', name: 'nacre-0.1.0' },
    { type: 'organization', name: 'A' },
  ],
  describes: ['image'],
  components: [
    { id: 'image', kind: 'image', name: 'web' },
    {
      id: 'a',
      kind: 'apk',
      name: 'a',
      version: '1',
      licenseDeclared: 'LicenseRef-x',
      licenseConcluded: 'MIT',
      checksums: [
        { algorithm: 'SHA1', value: 'a'.repeat(40) },
        { algorithm: 'SHA1', value: 'b'.repeat(40) },
        { algorithm: 'ADLER32', value: 'abcdef01' },
      ],
    },
    { id: 'b', kind: 'apk', name: 'b', licenseDeclared: 'MIT AND LicenseRef-y' },
    { id: 'c', kind: 'apk', name: 'c', licenseDeclared: 'MIT' },
  ],
  relationships: [
    { from: 'image', type: 'CONTAINS', to: 'a' },
    { from: 'a', type: 'DEPENDS_ON', to: 'b' },
    { from: 'b', type: 'GENERATED_FROM', to: 'c' },
  ],
  licenses: [
    { id: 'LicenseRef-x', text: 'text of x' },
    { id: 'LicenseRef-y', text: 'text of y' },
  ],
}

describe('CycloneDX', () => {
  it('what is described is the component of the metadata, what is contained or needed is in the dependency graph', async () => {
    const { value } = await writeCycloneDx(DOCUMENT)
    expect(value).toMatchObject({
      specVersion: '1.6',
      serialNumber: expect.stringMatching(/^urn:uuid:/),
      metadata: {
        timestamp: '2024-01-01T00:00:00.000Z',
        component: { 'bom-ref': 'image', type: 'container' },
        supplier: { name: 'A' },
        tools: { components: [{ name: 'nacre-0.1.0' }] },
      },
      dependencies: [{ ref: 'image', dependsOn: ['a'] }, { ref: 'a', dependsOn: ['b'] }, { ref: 'b' }, { ref: 'c' }],
    })
  })

  it('a licence is an identifier, a name with its text, or an expression; what has no place is a property', async () => {
    const { value } = await writeCycloneDx(DOCUMENT, { version: '1.7' })
    const [a, b, c] = value['components'] as readonly Readonly<Record<string, unknown>>[]
    expect(a).toMatchObject({
      licenses: [{ license: { name: 'LicenseRef-x', acknowledgement: 'declared', text: { content: 'text of x' } } }],
      hashes: [{ alg: 'SHA-1', content: 'a'.repeat(40) }],
      properties: expect.arrayContaining([
        { name: 'nacre:licenseConcluded', value: 'MIT' },
        { name: 'nacre:checksum:SHA1', value: 'b'.repeat(40) },
        { name: 'nacre:checksum:ADLER32', value: 'abcdef01' },
      ]),
    })
    expect(b).toMatchObject({
      licenses: [{ expression: 'MIT AND LicenseRef-y' }],
      properties: expect.arrayContaining([{ name: 'nacre:relationship:GENERATED_FROM', value: 'c' }]),
    })
    expect(c).toMatchObject({ licenses: [{ license: { id: 'MIT' } }] })
    expect(value['metadata']).toMatchObject({
      properties: expect.arrayContaining([{ name: 'nacre:license:LicenseRef-y', value: 'text of y' }]),
    })
  })
})
