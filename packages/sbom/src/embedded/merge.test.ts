import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SbomDocument } from '../sbom-document.ts'
import { type EmbeddedSbom, mergeEmbedded } from './merge.ts'
import { embeddedSbomPaths } from './paths.ts'

const IMAGE: SbomDocument = {
  name: 'sbom',
  namespace: 'https://example.com/sbom',
  created: '2024-01-01T00:00:00Z',
  creators: [{ type: 'tool', name: 't' }],
  describes: ['Image'],
  components: [{ id: 'Image', kind: 'image', name: 'sha256:1', version: 'sha256:1' }],
  relationships: [],
  licenses: [],
}

function pkg(name: string, extra: object = {}): object {
  return { SPDXID: `SPDXRef-${name}`, name, versionInfo: '1', downloadLocation: 'NOASSERTION', ...extra }
}

function relation(from: string, relationshipType: string, to: string): object {
  return { spdxElementId: `SPDXRef-${from}`, relationshipType, relatedSpdxElement: `SPDXRef-${to}` }
}

function sbom(document: object, name = 'zlib'): EmbeddedSbom {
  return { name, version: '1', bytes: new TextEncoder().encode(JSON.stringify(document)) }
}

const CODES = (result: ReturnType<typeof mergeEmbedded>): readonly string[] => result.warnings.map(({ code }) => code)

describe('mergeEmbedded', () => {
  it('copies what is described and what that leads to, files and strangers apart', () => {
    const { document, warnings, described } = mergeEmbedded(IMAGE, [
      sbom({
        documentDescribes: ['SPDXRef-a'],
        packages: [pkg('stranger'), pkg('b'), pkg('a', { filesAnalyzed: true }), pkg('c')],
        files: [{ SPDXID: 'SPDXRef-File-f', fileName: './f', checksums: [] }],
        relationships: [
          relation('b', 'GENERATED_FROM', 'c'),
          relation('a', 'CONTAINS', 'File-f'),
          relation('a', 'DESCRIBED_BY', 'b'),
          relation('stranger', 'CONTAINS', 'a'),
        ],
      }),
    ])
    expect(warnings).toEqual([])
    expect(described).toEqual([['a']])
    expect(document.components.map(({ id }) => id)).toEqual(['Image', 'b', 'a', 'c'])
    expect(document.relationships).toEqual([
      { from: 'b', type: 'GENERATED_FROM', to: 'c' },
      { from: 'a', type: 'DESCRIBED_BY', to: 'b' },
      { from: 'Image', type: 'CONTAINS', to: 'a' },
    ])
  })

  it('knows what is described by relationships of the document too', () => {
    const { described } = mergeEmbedded(IMAGE, [
      sbom({ packages: [pkg('a'), pkg('b')], relationships: [relation('DOCUMENT', 'DESCRIBES', 'b')] }),
    ])
    expect(described).toEqual([['b']])
  })

  it('an absent originator is the supplier of the image, an absent supplier the originator', () => {
    const { document } = mergeEmbedded(
      IMAGE,
      [
        sbom({
          documentDescribes: ['SPDXRef-a', 'SPDXRef-b'],
          packages: [pkg('a'), pkg('b', { originator: 'Organization: B' })],
        }),
      ],
      { supplier: { type: 'organization', name: 'Wolfi' } },
    )
    const [, a, b] = document.components
    expect([a?.originator, a?.supplier]).toEqual([
      { type: 'organization', name: 'Wolfi' },
      { type: 'organization', name: 'Wolfi' },
    ])
    expect(b?.supplier).toEqual({ type: 'organization', name: 'B' })
  })

  it('the first of two components under one identifier stays', () => {
    const one = sbom({ documentDescribes: ['SPDXRef-a'], packages: [pkg('a', { description: 'first' })] })
    const two = sbom({ documentDescribes: ['SPDXRef-a'], packages: [pkg('a', { description: 'second' })] })
    const { document, warnings } = mergeEmbedded(IMAGE, [one, two])
    expect(document.components.map(({ description }) => description)).toEqual([undefined, 'first'])
    expect(warnings).toEqual([])
  })

  it('a package cannot speak of a component that it does not hold: what is different gets another identifier', () => {
    const hostile = sbom({
      documentDescribes: ['SPDXRef-Image'],
      packages: [pkg('Image'), pkg('evil')],
      relationships: [relation('Image', 'GENERATED_FROM', 'evil')],
    })
    const result = mergeEmbedded(IMAGE, [hostile])
    expect(CODES(result)).toEqual(['WARN_SBOM_IDENTIFIER_TAKEN'])
    expect(result.document.relationships).toEqual([
      { from: 'Image-zlib-1', type: 'GENERATED_FROM', to: 'evil' },
      { from: 'Image', type: 'CONTAINS', to: 'Image-zlib-1' },
    ])
  })

  it('licence texts are gathered; of two texts the first stays', () => {
    const text = (extractedText: string): EmbeddedSbom =>
      sbom({
        documentDescribes: ['SPDXRef-a'],
        packages: [pkg('a', { licenseDeclared: 'LicenseRef-x' })],
        hasExtractedLicensingInfos: [{ licenseId: 'LicenseRef-x', extractedText }],
      })
    const result = mergeEmbedded(IMAGE, [text('one'), text('two')])
    expect(result.document.licenses).toEqual([{ id: 'LicenseRef-x', text: 'one' }])
    expect(CODES(result)).toEqual(['WARN_SBOM_LICENSE_TEXT_DIFFERS'])
  })

  it('verbatim keeps values that are not valid, and refuses what leads out of the document', () => {
    const invalid = sbom({
      documentDescribes: ['SPDXRef-a'],
      packages: [
        pkg('a', { licenseDeclared: 'what ever', homepage: 'https://example.com', supplier: 'Organization: ' }),
      ],
    })
    const { document } = mergeEmbedded(IMAGE, [invalid], { fidelity: 'verbatim' })
    expect(document.components[1]).toMatchObject({ licenseDeclared: 'what ever', supplier: { name: '' } })
    expect(document.components[1]).not.toHaveProperty('homepage')
    const outward = sbom({
      documentDescribes: ['SPDXRef-a'],
      packages: [pkg('a')],
      relationships: [relation('a', 'CONTAINS', 'elsewhere')],
    })
    expect(() => mergeEmbedded(IMAGE, [outward], { fidelity: 'verbatim' })).toThrow(
      expect.objectContaining({ code: 'ERR_SBOM_EMBEDDED_MISSING' }),
    )
    expect(CODES(mergeEmbedded(IMAGE, [outward]))).toEqual(['WARN_SBOM_REFERENCE_DROPPED'])
  })

  it('ends on cycles, in time in proportion to them', () => {
    const size = 20_000
    const { document } = mergeEmbedded(IMAGE, [
      sbom({
        documentDescribes: ['SPDXRef-p0'],
        packages: Array.from({ length: size }, (_, n) => pkg(`p${n}`)),
        relationships: Array.from({ length: size }, (_, n) => relation(`p${n}`, 'DEPENDS_ON', `p${(n + 1) % size}`)),
      }),
    ])
    expect(document.components).toHaveLength(size + 1)
  })

  it.each<[string, string, string]>([
    ['nothing', '', 'ERR_SBOM_SYNTAX'],
    ['half a document', '{"packages": [', 'ERR_SBOM_SYNTAX'],
    ['a byte order mark', '\ufeff{}', 'ERR_SBOM_SYNTAX'],
    ['a list', '[]', 'ERR_SBOM_SHAPE'],
    ['packages that are none', '{"packages": [1]}', 'ERR_SBOM_SHAPE'],
    ['a number for a name', '{"packages": [{"name": 1}]}', 'ERR_SBOM_SHAPE'],
    ['SPDX 3', '{"spdxVersion": "SPDX-3.0"}', 'ERR_SBOM_SHAPE'],
    ['a million brackets', '['.repeat(1_000_000), 'ERR_SBOM_SYNTAX'],
    ['a million nested lists', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, 'ERR_SBOM_SHAPE'],
    ['CycloneDX', '{"bomFormat": "CycloneDX", "components": []}', ''],
  ])('%s is a warning, and the document stays as it was', (_, text, code) => {
    const { document, warnings } = mergeEmbedded(IMAGE, [
      { name: 'zlib', version: '1', bytes: new TextEncoder().encode(text) },
    ])
    expect(document).toEqual(IMAGE)
    expect(warnings).toHaveLength(1)
    if (code !== '') expect(warnings[0]?.details['code']).toBe(code)
  })

  it('limits are kept, and a document beyond them is a warning', () => {
    const large = sbom({ packages: [pkg('a'), pkg('b')], relationships: [relation('a', 'CONTAINS', 'b')] })
    for (const limits of [{ maxBytes: 10 }, { maxComponents: 1 }, { maxRelationships: 0 }]) {
      const { warnings } = mergeEmbedded(IMAGE, [large], { limits })
      expect(warnings[0]?.details['code']).toBe('ERR_SBOM_TOO_LARGE')
    }
  })

  it('a member called __proto__ is a member like any other', () => {
    const text = '{"__proto__": {"packages": [1]}, "documentDescribes": ["SPDXRef-__proto__"], "packages": []}'
    const { document } = mergeEmbedded(IMAGE, [{ name: 'zlib', version: '1', bytes: new TextEncoder().encode(text) }])
    expect(document).toEqual(IMAGE)
    expect(({} as Record<string, unknown>)['packages']).toBeUndefined()
  })

  it('never throws, whatever the bytes are', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value))
    const almost = fc
      .record(
        { packages: fc.jsonValue(), relationships: fc.jsonValue(), documentDescribes: fc.jsonValue() },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), json.map(encoded), almost.map(encoded)), (bytes) => {
        const { document } = mergeEmbedded(IMAGE, [{ name: 'zlib', version: '1', bytes }])
        expect(document.components[0]).toEqual(IMAGE.components[0])
      }),
    )
  })
})

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

describe('embeddedSbomPaths', () => {
  it('tries the full version, then without the release, then the bare name', () => {
    expect(embeddedSbomPaths('zlib', '1.3.1-r50')).toEqual([
      'var/lib/db/sbom/zlib-1.3.1-r50.spdx.json',
      'var/lib/db/sbom/zlib-1.3.1.spdx.json',
      'var/lib/db/sbom/zlib.spdx.json',
    ])
    expect(embeddedSbomPaths('zlib', '1.3.1')).toHaveLength(2)
  })
})
