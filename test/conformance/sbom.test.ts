import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  APKO_SHAPE,
  type Component,
  describeImage,
  describeIndex,
  embeddedSbomPaths,
  type ImageFacts,
  licenseExpression,
  type PackageFacts,
  readSpdx23,
  repairDocument,
  writeCycloneDx,
  writeSpdx23,
} from '@nacre/sbom'
import { describe, expect, it } from 'vitest'
import { dataRoot, testData } from './data.ts'
import { parseExpression, validateCycloneDx } from './sbom-libraries.ts'

const APKO = [
  { type: 'tool', name: 'apko (v1.2.7)' },
  { type: 'organization', name: 'Chainguard, Inc' },
] as const
const GZIP_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

function golden(path: string): Buffer {
  return readFileSync(testData(`data/golden/apko-sbom/${path}.spdx.json`))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The content of a file of a package: the headers of the packages at hand have no extended names. */
function fileOf(apk: Buffer, path: string): Buffer | undefined {
  const tar = gunzipSync(apk)
  for (let at = 0; at < tar.length; ) {
    const text = (from: number, to: number): string => tar.toString('latin1', at + from, at + to).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 136), 8) || 0
    if (text(0, 100) === path) return tar.subarray(at + 512, at + 512 + size)
    at += text(0, 100) === '' ? 512 : 512 + Math.ceil(size / 512) * 512
  }
  return undefined
}

describe.skipIf(!dataRoot)("apko's documents", () => {
  it.each([
    'hack-apr24/sbom-x86_64',
    'hack-apr24/sbom-aarch64',
    'hack-apr24/sbom-index',
    'hello-melange/sbom-x86_64',
    'hello-melange/sbom-index',
  ])('%s comes out with the bytes that it was read from', (path) => {
    const bytes = golden(path)
    expect(writeSpdx23(readSpdx23(bytes), { attribution: 'attributionText' }).text).toBe(bytes.toString())
  })

  it('the document of an index is written byte for byte', () => {
    const bytes = golden('hack-apr24/sbom-index')
    const document = describeIndex(
      {
        digest: 'sha256:39776bef46c63273135e43030d2c031bd497f8dc8413e418a1efc3e345aa2b98',
        name: 'preview',
        images: [
          { digest: 'sha256:a44f6c02e8fa0e3917453cc31918bf19647acc470070f3f45a7bde848fc12cd4', arch: 'amd64' },
          { digest: 'sha256:09646a170a48555c9c417ed37d153d939d1a62221d11404d0bc13dc9683cd866', arch: 'arm64' },
        ],
        source: 'https://github.com/chinesepowered/hack-apr24.git@bf80facb2131b02aaa0218151549087ce6d705b0',
        created: Date.UTC(2026, 3, 17, 19, 17, 28) / 1000,
        creators: APKO,
      },
      APKO_SHAPE,
    )
    expect(writeSpdx23(document).text).toBe(bytes.toString())
  })

  it.each([
    ['x86_64', 'amd64'],
    ['aarch64', 'arm64'],
  ])('the document of an image says the same, merged anew from what its packages carried (%s)', (apkArch, arch) => {
    const expected = readSpdx23(golden(`hack-apr24/sbom-${apkArch}`))
    const [image, layer, os] = expected.components
    const facts: ImageFacts = {
      digest: image?.name ?? '',
      arch,
      name: 'preview',
      layers: [{ digest: layer?.name ?? '', mediaType: GZIP_LAYER }],
      os: { id: os?.name ?? '', name: 'Wolfi', versionId: os?.version ?? '' },
      packages: embeddedDocuments(expected.components, expected.relationships, image?.id ?? ''),
      created: Date.UTC(2026, 3, 17, 19, 17, 28) / 1000,
      creators: APKO,
    }
    const { document, warnings } = describeImage(facts, APKO_SHAPE)
    expect(warnings).toEqual([])
    expect(sorted(writeSpdx23(document).value)).toEqual(
      sorted(JSON.parse(golden(`hack-apr24/sbom-${apkArch}`).toString())),
    )
    expect({ ...document, relationships: [] }).toEqual({
      ...expected,
      components: expect.anything(),
      relationships: [],
    })
  })

  it("the packages of apko's own tests give the document that its tests expect", () => {
    const packages = ['pretend-baselayout', 'replayout'].map((name): PackageFacts => {
      const version = '1.0.0-r0'
      const apk = readFileSync(
        testData(`data/testdata/apko/internal/cli/testdata/packages/x86_64/${name}-${version}.apk`),
      )
      const sbom = fileOf(apk, embeddedSbomPaths(name, version)[0] ?? '')
      if (sbom === undefined) throw new Error(`${name} has no SBOM`)
      return { name, version, sbom }
    })
    const { document } = describeImage(
      {
        digest: 'sha256:69f0237c7f8cf0b8a329d1bf1d6870c870c4ec323e39d3a6da59596632d0f2f4',
        arch: 'amd64',
        name: 'golden',
        layers: [
          {
            digest: 'sha256:c7557730da0e2d7fb242d8d1ac6dcf7e3a2439732aa5981270b4f3a02454b738',
            mediaType: GZIP_LAYER,
          },
        ],
        os: { id: 'replaces', name: 'Replaces', versionId: '1.0.0' },
        packages,
        created: 0,
        creators: [{ type: 'tool', name: 'apko (devel)' }, APKO[1]],
      },
      APKO_SHAPE,
    )
    // internal/cli/testdata/golden/sboms/sbom-x86_64.spdx.json of apko at f015197, 7011 bytes.
    expect(sha256(writeSpdx23(document).text)).toBe('4c893dabbadaaa340b5e78d2f93e194ee5a2fee0dade7c3c90ae646309110eb0')
  })
})

/** Takes an image's document apart into the documents that its packages must have carried. */
function embeddedDocuments(
  components: readonly Component[],
  relationships: readonly { readonly from: string; readonly type: string; readonly to: string }[],
  image: string,
): readonly PackageFacts[] {
  const described = relationships.filter(
    ({ from, type, to }) => from === image && type === 'CONTAINS' && !to.includes('ImageLayer'),
  )
  return described.map(({ to }) => {
    const reached = new Set([to])
    const own = relationships.filter(({ from }) => from !== image)
    for (const id of reached) for (const relation of own) if (relation.from === id) reached.add(relation.to)
    const document = {
      name: '',
      namespace: '',
      created: '',
      creators: [],
      describes: [to],
      components: components.filter(({ id }) => reached.has(id)),
      relationships: own.filter(({ from }) => reached.has(from)),
      licenses: [],
    }
    return { name: to, version: '', sbom: new TextEncoder().encode(writeSpdx23(document).text) }
  })
}

/** apko gives the order of what a package describes to chance; relationships that two packages share come twice. */
function sorted(value: { readonly [key: string]: unknown }): unknown {
  const texts = (list: unknown): readonly string[] =>
    [...new Set((list as readonly unknown[]).map((one) => JSON.stringify(one)))].sort()
  return { ...value, packages: texts(value['packages']), relationships: texts(value['relationships']) }
}

describe.skipIf(!dataRoot)('real embedded SBOMs', () => {
  const folder = 'data/golden/chainguard-python-image/var/lib/db/sbom'

  it('merge into a valid document, in which every package appears', async () => {
    const installed = readFileSync(testData('data/golden/chainguard-python-image/usr/lib/apk/db/installed'), 'utf8')
    const packages = installed
      .split('\n\n')
      .filter((record) => record.includes('P:'))
      .map((record): PackageFacts => {
        const field = (key: string): string => new RegExp(`^${key}:(.*)$`, 'm').exec(record)?.[1] ?? ''
        const [name, version] = [field('P'), field('V')]
        const file = embeddedSbomPaths(name, version)
          .map((path) => testData(`data/golden/chainguard-python-image/${path}`))
          .find((path) => existsSync(path))
        return {
          name,
          version,
          arch: field('A'),
          license: field('L'),
          description: field('T'),
          url: field('U'),
          origin: field('o'),
          maintainer: field('m'),
          ...(file !== undefined && { sbom: readFileSync(file) }),
        }
      })
    expect(packages.filter(({ sbom }) => sbom !== undefined)).toHaveLength(readdirSync(testData(folder)).length)
    const { document } = describeImage({
      digest: `sha256:${'a'.repeat(64)}`,
      arch: 'amd64',
      name: 'python',
      layers: [{ digest: `sha256:${'b'.repeat(64)}`, mediaType: GZIP_LAYER }],
      os: { id: 'wolfi', name: 'Wolfi', versionId: '20230201' },
      packages,
      created: 0,
      creators: APKO,
    })
    for (const { name, version } of packages) {
      expect(document.components.filter((one) => one.name === name && one.version === version)).toHaveLength(1)
    }
    expect(repairDocument(document)).toEqual({ document, warnings: [] })
    expect(await validateCycloneDx((await writeCycloneDx(document)).text)).toBeNull()
  })
})

describe.skipIf(!dataRoot)('licences of every package of the Alpine indexes', () => {
  it('become valid expressions, and what is lost of none is in a text', () => {
    const files = readdirSync(testData('data/alpine/indexes'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('APKINDEX.tar.gz'),
    )
    const licenses = new Set<string>()
    for (const file of files) {
      const text = gunzipSync(readFileSync(testData(`data/alpine/indexes/${file}`))).toString('utf8')
      for (const [, license = ''] of text.matchAll(/^L:(.*)$/gm)) licenses.add(license)
    }
    expect(licenses.size).toBeGreaterThan(500)
    let spdx = 0
    for (const license of licenses) {
      const { expression, licenses: extracted } = licenseExpression(license)
      if (expression !== 'NOASSERTION') expect(() => parseExpression(expression), license).not.toThrow()
      for (const { text } of extracted) expect(license.replaceAll(/\s+/g, ' ')).toContain(text)
      if (extracted.length === 0) spdx++
    }
    expect(spdx / licenses.size).toBeGreaterThan(0.7)
  })
})
