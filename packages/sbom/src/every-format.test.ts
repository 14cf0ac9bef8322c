import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Agent, Checksum, Component, ExternalReference } from './component.ts'
import { writeCycloneDx } from './cyclonedx/write.ts'
import { repairDocument } from './repair/document.ts'
import type { JsonValue, Relationship, SbomDocument } from './sbom-document.ts'
import { readSpdx23 } from './spdx23/read.ts'
import { writeSpdx23 } from './spdx23/write.ts'
import { writeSpdx30 } from './spdx30/write.ts'
import { SBOM_FORMATS, writeSbom } from './write-sbom.ts'

const hex = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((c) => c.join(''))

const checksum: fc.Arbitrary<Checksum> = fc.oneof(
  hex(40).map((value) => ({ algorithm: 'SHA1', value })),
  hex(64).map((value) => ({ algorithm: 'SHA256', value })),
  hex(128).map((value) => ({ algorithm: 'SHA512', value })),
  hex(56).map((value) => ({ algorithm: 'SHA224', value })),
  hex(8).map((value) => ({ algorithm: 'ADLER32', value })),
)

const license = fc.constantFrom(
  'MIT',
  'NOASSERTION',
  'NONE',
  'GPL-2.0-only AND (MIT OR ISC)',
  'GPL-2.0-or-later WITH Classpath-exception-2.0',
  'LicenseRef-custom',
  'MIT AND LicenseRef-other',
  'something of our own',
)

const agent: fc.Arbitrary<Agent | 'NOASSERTION'> = fc.oneof(
  fc.constant('NOASSERTION' as const),
  fc.constantFrom('Wolfi', 'Alpine Linux', 'A, Inc.').map((name) => ({ type: 'organization' as const, name })),
  fc.constant({ type: 'person' as const, name: 'Jane Doe', email: 'jane@example.com' }),
)

const reference: fc.Arbitrary<ExternalReference> = fc.constantFrom(
  { category: 'PACKAGE-MANAGER', type: 'purl', locator: 'pkg:apk/alpine/busybox@1.36.1-r15?arch=x86_64' },
  { category: 'SECURITY', type: 'cpe23Type', locator: 'cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*' },
  { category: 'SECURITY', type: 'advisory', locator: 'https://example.com/advisory' },
  { category: 'OTHER', type: 'thing', locator: 'a:b' },
)

const component: fc.Arbitrary<Omit<Component, 'id'>> = fc.record(
  {
    kind: fc.constantFrom('image', 'layer', 'os', 'apk', 'package', 'source'),
    name: fc.string({ minLength: 1, maxLength: 10 }),
    version: fc.string({ minLength: 1, maxLength: 6 }),
    description: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
    purpose: fc.constantFrom('APPLICATION', 'CONTAINER', 'OPERATING_SYSTEM', 'SOURCE', 'INSTALL', 'FILE', 'OTHER'),
    licenseDeclared: license,
    licenseConcluded: license,
    copyright: fc.constantFrom('NOASSERTION', '(c) Jane <j@example.com> & others'),
    supplier: agent,
    originator: agent,
    sourceInfo: fc.string({ minLength: 1, maxLength: 10 }),
    downloadLocation: fc.constantFrom(
      'NOASSERTION',
      'https://example.com/a.tar.gz',
      'git+https://github.com/a/b.git@1',
    ),
    homepage: fc.constant('https://example.com/?a=b'),
    checksums: fc.array(checksum, { maxLength: 3 }),
    references: fc.array(reference, { maxLength: 3 }),
  },
  { requiredKeys: ['kind', 'name'] },
)

const file: fc.Arbitrary<Omit<Component, 'id'>> = fc
  .record({ path: fc.constantFrom('/etc/passwd', '/bin/a b', '/ü'), sha1: hex(40) })
  .map(({ path, sha1 }) => ({ kind: 'file', name: path, path, checksums: [{ algorithm: 'SHA1', value: sha1 }] }))

const relationship = fc.record({
  from: fc.nat(9),
  type: fc.constantFrom(
    'CONTAINS',
    'DEPENDS_ON',
    'GENERATED_FROM',
    'DESCRIBED_BY',
    'VARIANT_OF',
    'OTHER',
    'STATIC_LINK',
  ),
  to: fc.nat(9),
})

/** Any document, made valid as every document that nacre writes is. */
const anyDocument: fc.Arbitrary<SbomDocument> = fc
  .record({
    components: fc.array(fc.oneof({ weight: 4, arbitrary: component }, file), { minLength: 1, maxLength: 8 }),
    relationships: fc.array(relationship, { maxLength: 8 }),
    tail: hex(8),
  })
  .map(({ components, relationships, tail }) => {
    const all = components.map((one, index) => ({ ...one, id: `Thing-${index}` }))
    const related = relationships.map(
      ({ from, type, to }): Relationship => ({
        from: `Thing-${from}`,
        type,
        to: `Thing-${to}`,
      }),
    )
    return repairDocument({
      name: `sbom-${tail}`,
      namespace: `https://spdx.org/spdxdocs/test-${tail}`,
      created: '2024-01-01T00:00:00Z',
      creators: [
        { type: 'tool', name: 'nacre-0.1.0' },
        { type: 'organization', name: 'A' },
      ],
      licenseListVersion: '3.27',
      describes: ['Thing-0'],
      components: all,
      relationships: related,
      licenses: [{ id: 'LicenseRef-other', text: 'Do what you like.' }],
    }).document
  })

type Json = Record<string, JsonValue | undefined>

function list(value: JsonValue | undefined): readonly Json[] {
  return (value ?? []) as readonly Json[]
}

function said(licenses: readonly (JsonValue | undefined)[]): readonly string[] {
  return licenses.filter((one): one is string => typeof one === 'string' && one !== 'NOASSERTION').sort()
}

type Facts = ReadonlyMap<string, { readonly hashes: readonly string[]; readonly licenses: readonly string[] }>

function factsOfSpdx23(value: Json): Facts {
  const elements = [...list(value['packages']), ...list(value['files'])]
  return new Map(
    elements.map((element) => [
      String(element['SPDXID']).slice('SPDXRef-'.length),
      {
        hashes: list(element['checksums'])
          .map((one) => String(one['checksumValue']))
          .sort(),
        licenses: said([element['licenseDeclared'], element['licenseConcluded']]),
      },
    ]),
  )
}

function factsOfCycloneDx(value: Json): Facts {
  const root = (value['metadata'] as Json)['component']
  const components = [...(root === undefined ? [] : [root as Json]), ...list(value['components'])]
  return new Map(
    components.map((one) => {
      const properties = list(one['properties'])
      const named = (prefix: string): readonly JsonValue[] =>
        properties.filter(({ name }) => String(name).startsWith(prefix)).map(({ value: text }) => text ?? '')
      return [
        String(one['bom-ref']),
        {
          hashes: [
            ...list(one['hashes']).map(({ content }) => String(content)),
            ...named('nacre:checksum:').map(String),
          ].sort(),
          licenses: said([
            ...list(one['licenses']).map(({ license: single, expression }) => {
              const named = single as Json | undefined
              return expression ?? named?.['id'] ?? named?.['name']
            }),
            ...named('nacre:licenseConcluded'),
          ]),
        },
      ]
    }),
  )
}

function factsOfSpdx30(value: Json): Facts {
  const graph = list(value['@graph'])
  const expressions = new Map(graph.map((element) => [element['spdxId'], element['simplelicensing_licenseExpression']]))
  const licenseOf = (iri: JsonValue | undefined): JsonValue | undefined =>
    String(iri).endsWith('NoneLicense') ? 'NONE' : expressions.get(iri)
  return new Map(
    graph
      .filter(({ type }) => type === 'software_Package' || type === 'software_File')
      .map((element) => [
        String(element['spdxId']).split('#SPDXRef-')[1] ?? '',
        {
          hashes: list(element['verifiedUsing'])
            .map(({ hashValue }) => String(hashValue))
            .sort(),
          licenses: said(
            graph
              .filter(
                ({ from, relationshipType }) => from === element['spdxId'] && /Licens/.test(String(relationshipType)),
              )
              .map(({ to }) => licenseOf((to as readonly string[])[0])),
          ),
        },
      ]),
  )
}

describe('one model, every format', () => {
  it('every component, hash and licence of one format is in the others', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, async (document) => {
        const spdx23 = factsOfSpdx23(writeSpdx23(document).value)
        expect(factsOfCycloneDx((await writeCycloneDx(document)).value)).toEqual(spdx23)
        expect(factsOfSpdx30(writeSpdx30(document).value)).toEqual(spdx23)
      }),
    )
  })

  it('SPDX 2.3 comes back as it was written', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const written = writeSpdx23(document)
        expect(writeSpdx23(readSpdx23(new TextEncoder().encode(written.text))).text).toBe(written.text)
      }),
    )
  })

  it("CycloneDX's own schemas accept what is written", async () => {
    const validators = {
      '1.6': new Validation.JsonStrictValidator(Spec.Version.v1dot6),
      '1.7': new Validation.JsonStrictValidator(Spec.Version.v1dot7),
    }
    await fc.assert(
      fc.asyncProperty(anyDocument, fc.constantFrom('1.6' as const, '1.7' as const), async (document, version) => {
        const { text } = await writeCycloneDx(document, { version })
        expect(await validators[version].validate(text)).toBeNull()
      }),
      { numRuns: 50 },
    )
  })

  it('the same document gives the same bytes, whatever was written before', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, async (document) => {
        for (const format of SBOM_FORMATS) {
          const first = await writeSbom(document, format)
          const second = await writeSbom(structuredClone(document), format)
          expect(second.text).toBe(first.text)
          expect(JSON.parse(first.text)).toEqual(first.value)
          expect(first.format).toBe(format)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('two documents never share a serial number or a namespace', async () => {
    const [a, b] = fc.sample(anyDocument, { seed: 1, numRuns: 2 })
    if (a === undefined || b === undefined) throw new Error('no samples')
    const serials = await Promise.all([a, b].map(async (one) => (await writeCycloneDx(one)).value['serialNumber']))
    expect(serials[0]).not.toBe(serials[1])
  })

  it('a format that nobody writes is refused', async () => {
    const [document] = fc.sample(anyDocument, 1)
    const format = 'swid' as string as (typeof SBOM_FORMATS)[number]
    await expect(writeSbom(document!, format)).rejects.toMatchObject({ code: 'ERR_SBOM_FORMAT' })
  })
})
