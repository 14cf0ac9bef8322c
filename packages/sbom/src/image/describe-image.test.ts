import { describe, expect, it } from 'vitest'
import { purlOf } from '../component.ts'
import { writeSpdx23 } from '../spdx23/write.ts'
import { describeImage } from './describe-image.ts'
import { describeIndex } from './describe-index.ts'
import type { ImageFacts, PackageFacts } from './facts.ts'
import { APKO_SHAPE } from './shape.ts'

const D = (digit: string): string => `sha256:${digit.repeat(64)}`

const BUSYBOX: PackageFacts = {
  name: 'busybox',
  version: '1.36.1-r15',
  arch: 'x86_64',
  license: 'GPL-2.0-only',
  description: 'Size optimized toolbox',
  url: 'https://busybox.net/',
  origin: 'busybox',
  commit: 'abc',
  maintainer: 'Sören Tempel <soeren@example.com>',
  checksums: [{ algorithm: 'SHA256', value: '1'.repeat(64) }],
  dependsOn: ['musl', 'busybox', 'absent'],
  files: [
    { path: '/bin/busybox', checksums: [{ algorithm: 'SHA1', value: '85136c79cbf9fe36bb9d05d0639c70c265c18d37' }] },
    { path: '/etc/motd', checksums: [{ algorithm: 'SHA1', value: '0f1bad70c7bd1e0a69562853ec529355462fcd04' }] },
  ],
}

const FACTS: ImageFacts = {
  digest: D('a'),
  arch: 'amd64',
  name: 'web',
  layers: [{ digest: D('b'), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }],
  os: { id: 'alpine', name: 'Alpine Linux', versionId: '3.19.1' },
  source: 'https://github.com/me/web.git@0123456789012345678901234567890123456789',
  packages: [BUSYBOX, { name: 'musl', version: '1.2.4-r2', license: 'our own', layer: D('b') }],
  created: 0,
  creators: [{ type: 'tool', name: 'nacre-0.1.0' }],
}

describe('describeImage', () => {
  const { document, warnings } = describeImage(FACTS)
  const byId = new Map(document.components.map((component) => [component.id, component]))

  it('holds the image, its layers, the operating system, the source, and every package', () => {
    expect(document.components.map(({ kind }) => kind)).toEqual([
      'image',
      'layer',
      'os',
      'source',
      'apk',
      'apk',
      'file',
      'file',
    ])
    expect(document.describes).toEqual([`Package-Image-sha256-${'a'.repeat(64)}`])
  })

  it('says of a package what its record says', () => {
    expect(byId.get('Package-apk-busybox-1.36.1-r15')).toEqual({
      id: 'Package-apk-busybox-1.36.1-r15',
      kind: 'apk',
      name: 'busybox',
      version: '1.36.1-r15',
      description: 'Size optimized toolbox',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'GPL-2.0-only',
      downloadLocation: 'NOASSERTION',
      homepage: 'https://busybox.net/',
      originator: { type: 'person', name: 'Sören Tempel', email: 'soeren@example.com' },
      supplier: { type: 'organization', name: 'Alpine Linux' },
      sourceInfo: 'built from busybox at commit abc',
      copyright: 'NOASSERTION',
      purpose: 'APPLICATION',
      checksums: [{ algorithm: 'SHA256', value: '1'.repeat(64) }],
      references: [
        {
          category: 'PACKAGE-MANAGER',
          type: 'purl',
          locator: 'pkg:apk/alpine/busybox@1.36.1-r15?arch=x86_64&distro=alpine-3.19.1',
        },
      ],
    })
  })

  it('says where each package is, what it depends on and which files it owns', () => {
    const image = document.describes[0]
    const layer = `Package-ImageLayer-sha256-${'b'.repeat(64)}`
    expect(document.relationships).toEqual([
      { from: image, type: 'CONTAINS', to: layer },
      { from: image, type: 'CONTAINS', to: 'OperatingSystem-alpine' },
      { from: image, type: 'GENERATED_FROM', to: document.components[3]?.id },
      { from: image, type: 'CONTAINS', to: 'Package-apk-busybox-1.36.1-r15' },
      { from: layer, type: 'CONTAINS', to: 'Package-apk-musl-1.2.4-r2' },
      { from: 'Package-apk-busybox-1.36.1-r15', type: 'DEPENDS_ON', to: 'Package-apk-musl-1.2.4-r2' },
      { from: 'Package-apk-busybox-1.36.1-r15', type: 'CONTAINS', to: 'File-C47binC47busybox' },
      { from: 'Package-apk-busybox-1.36.1-r15', type: 'CONTAINS', to: 'File-C47etcC47motd' },
    ])
  })

  it('writes a licence that is none as LicenseRef with its text, and says so', () => {
    expect(document.licenses.map(({ text }) => text)).toEqual(['our own'])
    expect(warnings.map(({ code }) => code)).toEqual(['WARN_SBOM_VALUE_REPAIRED'])
  })

  it('the package verification code is the SHA-1 of the sorted digests of the files (SPDX 2.3 §7.9)', () => {
    // printf 0f1bad70c7bd1e0a69562853ec529355462fcd0485136c79cbf9fe36bb9d05d0639c70c265c18d37 | sha1sum
    const packages = writeSpdx23(document).value['packages'] as readonly Record<string, unknown>[]
    expect(packages[4]).toMatchObject({
      filesAnalyzed: true,
      packageVerificationCode: { packageVerificationCodeValue: '91af3bfa372827ee932d46f4d273ab2f9a8a1a15' },
    })
  })

  it('does not repeat a package that its own SBOM describes, and merges what that says', () => {
    const sbom = new TextEncoder().encode(
      JSON.stringify({
        documentDescribes: ['SPDXRef-Package-apk-musl-1.2.4-r2'],
        packages: [
          {
            SPDXID: 'SPDXRef-Package-apk-musl-1.2.4-r2',
            name: 'musl',
            versionInfo: '1.2.4-r2',
            licenseDeclared: 'MIT',
          },
        ],
      }),
    )
    const merged = describeImage({ ...FACTS, packages: [{ name: 'musl', version: '1.2.4-r2', license: 'X', sbom }] })
    const packages = merged.document.components.filter(({ name }) => name === 'musl')
    expect(packages.map(({ licenseDeclared }) => licenseDeclared)).toEqual(['MIT'])
  })

  it('a package whose SBOM speaks of something else still appears', () => {
    const sbom = new TextEncoder().encode(
      JSON.stringify({ documentDescribes: ['SPDXRef-x'], packages: [{ SPDXID: 'SPDXRef-x', name: 'x' }] }),
    )
    const merged = describeImage({ ...FACTS, packages: [{ name: 'musl', version: '1.2.4-r2', sbom }] })
    expect(merged.document.components.slice(4).map(({ name }) => name)).toEqual(['x', 'musl'])
  })

  it('two images never share a namespace, and one has the same twice', () => {
    expect(describeImage({ ...FACTS, digest: D('c') }).document.namespace).not.toBe(document.namespace)
    expect(describeImage(FACTS).document).toEqual(document)
  })

  it("in apko's shape a package without an SBOM does not appear, and the namespace is apko's", () => {
    const apko = describeImage(FACTS, APKO_SHAPE).document
    expect(apko.components.map(({ kind }) => kind)).toEqual(['image', 'layer', 'os', 'source'])
    expect(apko.namespace).toBe('https://spdx.org/spdxdocs/apko/')
    expect(purlOf(apko.components[3] ?? FACTS_SOURCE)).toBe(
      'pkg:github/me/web@0123456789012345678901234567890123456789',
    )
  })
})

const FACTS_SOURCE = { id: '', kind: 'source', name: '' } as const

describe('describeIndex', () => {
  it('holds the index and an image of each architecture, under the identifier it has in its own document', () => {
    const index = describeIndex({
      digest: D('d'),
      name: 'web',
      images: [
        { digest: D('a'), arch: 'amd64' },
        { digest: D('e'), arch: 'arm64' },
      ],
      created: 0,
      creators: FACTS.creators,
    })
    expect(index.components.map(({ kind }) => kind)).toEqual(['index', 'image', 'image'])
    expect(index.components[1]?.id).toBe(describeImage(FACTS).document.describes[0])
    expect(index.relationships.map(({ type }) => type)).toEqual(['VARIANT_OF', 'VARIANT_OF'])
  })
})
