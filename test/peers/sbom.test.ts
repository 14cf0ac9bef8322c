import { readFileSync } from 'node:fs'
import { parseInstalled } from '@nacre/apk'
import {
  type Agent,
  type Checksum,
  describeImage,
  describeIndex,
  embeddedSbomPaths,
  type FileFacts,
  mergeEmbedded,
  type PackageFacts,
  readSpdx23,
  repairDocument,
  type SbomDocument,
  writeCycloneDx,
  writeSpdx23,
  writeSpdx30,
} from '@nacre/sbom'
import { expect, it } from 'vitest'
import { dataRoot, testData } from '../conformance/data.ts'
import { validateCycloneDx } from '../conformance/sbom-libraries.ts'
import { describeModules, validateWithSchema, validateWithSpdxModel, validateWithSpdxTools } from './sbom-validators.ts'

const CREATORS: readonly Agent[] = [
  { type: 'tool', name: 'nacre-0.1.0' },
  { type: 'organization', name: 'Example, Inc.' },
]
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
const HOSTILE_TEXTS = [
  '',
  ' ',
  'a\nb',
  '\u0000',
  'ü',
  '((',
  'NONE',
  '../..',
  'https://',
  'x'.repeat(5000),
  '<&>',
  '\ud800',
]

/** A document in which every member of every component is something that SPDX does not allow. */
function hostileDocument(): SbomDocument {
  const packages = HOSTILE_TEXTS.map((text, index) => ({
    SPDXID: `SPDXRef-${index}${text.slice(0, 20)}`,
    name: text,
    versionInfo: text,
    licenseDeclared: text,
    licenseConcluded: `${text} AND MIT`,
    downloadLocation: text,
    homepage: text,
    supplier: `Organization: ${text}`,
    originator: text,
    copyrightText: text,
    description: text,
    primaryPackagePurpose: text,
    checksums: [{ algorithm: 'SHA1', checksumValue: text }],
    externalRefs: ['purl', 'cpe23Type', text].map((referenceType) => ({
      referenceCategory: 'SECURITY',
      referenceType,
      referenceLocator: text,
    })),
  }))
  const document = {
    documentDescribes: packages.map(({ SPDXID }) => SPDXID),
    packages: [...packages, ...packages],
    relationships: packages.flatMap(({ SPDXID }) => [
      { spdxElementId: SPDXID, relationshipType: 'OWNS', relatedSpdxElement: SPDXID },
      { spdxElementId: SPDXID, relationshipType: 'CONTAINS', relatedSpdxElement: 'SPDXRef-nothing' },
    ]),
    hasExtractedLicensingInfos: HOSTILE_TEXTS.map((text) => ({ licenseId: `LicenseRef-${text}`, extractedText: text })),
  }
  const image = imageOf([], 'wolfi')
  const merged = mergeEmbedded(image, [
    { name: 'hostile', version: '1', bytes: new TextEncoder().encode(JSON.stringify(document)) },
  ])
  return repairDocument(merged.document).document
}

function imageOf(packages: readonly PackageFacts[], os: 'alpine' | 'wolfi'): SbomDocument {
  return describeImage({
    digest: `sha256:${'a'.repeat(64)}`,
    arch: 'amd64',
    name: 'web',
    repositoryUrl: 'registry.example.com/me/web',
    layers: [{ digest: `sha256:${'b'.repeat(64)}`, mediaType: LAYER }],
    os:
      os === 'alpine'
        ? { id: 'alpine', name: 'Alpine Linux', versionId: '3.19.1' }
        : { id: 'wolfi', name: 'Wolfi', versionId: '20230201' },
    source: 'git+ssh://github.com/me/web.git@0123456789012345678901234567890123456789',
    packages,
    created: 1_700_000_000,
    creators: CREATORS,
  }).document
}

const INDEX = describeIndex({
  digest: `sha256:${'c'.repeat(64)}`,
  name: 'web',
  images: ['amd64', 'arm64'].map((arch, index) => ({ digest: `sha256:${String(index).repeat(64)}`, arch })),
  created: 0,
  creators: CREATORS,
})

/** What an installed database says of its packages, and of the files of those that are named. */
function installedFacts(path: string, withFiles: readonly string[], root?: string): readonly PackageFacts[] {
  return parseInstalled(readFileSync(testData(path))).map((pkg): PackageFacts => {
    const sbom = root === undefined ? undefined : embedded(root, pkg.name, pkg.version)
    return {
      name: pkg.name,
      version: pkg.version,
      ...(pkg.arch !== undefined && { arch: pkg.arch }),
      license: pkg.license,
      description: pkg.description,
      url: pkg.url,
      origin: pkg.origin,
      commit: pkg.commit,
      maintainer: pkg.maintainer,
      ...(sbom !== undefined && { sbom }),
      ...(withFiles.includes(pkg.name) && { files: filesOf(path, pkg.name) }),
    }
  })
}

/** The regular files of a package in an installed database: `F:` folder, `R:` file, `Z:` SHA-1 (`Q1` and base64). */
function filesOf(path: string, name: string): readonly FileFacts[] {
  const record = readFileSync(testData(path), 'utf8')
    .split('\n\n')
    .find((text) => text.split('\n').includes(`P:${name}`))
  const files: FileFacts[] = []
  let folder = ''
  let file = ''
  for (const line of record?.split('\n') ?? []) {
    if (line.startsWith('F:')) folder = line.slice(2)
    if (line.startsWith('R:')) file = line.slice(2)
    if (!line.startsWith('Z:Q1')) continue
    const checksums: Checksum[] = [{ algorithm: 'SHA1', value: Buffer.from(line.slice(4), 'base64').toString('hex') }]
    files.push({ path: `/${folder}/${file}`, checksums })
  }
  return files
}

function embedded(root: string, name: string, version: string): Uint8Array | undefined {
  for (const path of embeddedSbomPaths(name, version)) {
    try {
      return readFileSync(testData(`${root}/${path}`))
    } catch {}
  }
  return undefined
}

const DOCUMENTS: Readonly<Record<string, () => SbomDocument>> = {
  'the index of two images': () => INDEX,
  'an image without packages': () => imageOf([], 'alpine'),
  'an image with a hostile SBOM in it': hostileDocument,
  ...(dataRoot !== undefined && {
    'the Alpine 3.19.1 server with the files of two packages': () =>
      imageOf(
        installedFacts('data/golden/apk-install/iso-3.19.1-x86_64-server/installed', ['musl', 'alpine-baselayout']),
        'alpine',
      ),
    'a Wolfi image with the SBOMs of its packages': () =>
      imageOf(
        installedFacts(
          'data/golden/chainguard-python-image/usr/lib/apk/db/installed',
          [],
          'data/golden/chainguard-python-image',
        ),
        'wolfi',
      ),
    "apko's document of an image, repaired": () => ({
      ...repairDocument(readSpdx23(readFileSync(testData('data/golden/apko-sbom/hello-melange/sbom-x86_64.spdx.json'))))
        .document,
      namespace: 'https://example.com/hello-melange',
    }),
  }),
}

describeModules(['spdx_tools', 'spdx_python_model', 'lib4sbom'], 'official validators of SBOMs', () => {
  it.each(Object.keys(DOCUMENTS))('accept %s', async (name) => {
    const document = DOCUMENTS[name]?.() ?? INDEX
    const spdx23 = writeSpdx23(document).text
    expect(validateWithSchema(spdx23, '2.3')).toBe('')
    expect(validateWithSpdxTools(spdx23)).toBe('')
    const spdx30 = writeSpdx30(document).text
    expect(validateWithSchema(spdx30, '3.0')).toBe('')
    expect(validateWithSpdxModel(spdx30)).toBe('')
    for (const version of ['1.6', '1.7'] as const) {
      expect(await validateCycloneDx((await writeCycloneDx(document, { version })).text, version)).toBeNull()
    }
  })

  it('refuse a document that is not valid', () => {
    const [first, ...rest] = INDEX.components
    const broken = { ...INDEX, components: [{ ...first!, licenseDeclared: 'BSD and more' }, ...rest] }
    expect(validateWithSpdxTools(writeSpdx23(broken).text)).not.toBe('')
    const spdx30 = writeSpdx30(INDEX).text
    expect(validateWithSchema(spdx30.replaceAll('"sha256"', '"sha257"'), '3.0')).not.toBe('')
    expect(validateWithSpdxModel(spdx30.replaceAll('"sha256"', '"sha257"'))).not.toBe('')
    expect(validateWithSchema(writeSpdx23(INDEX).text.replaceAll('CONTAINER', 'BOX'), '2.3')).not.toBe('')
  })
})
