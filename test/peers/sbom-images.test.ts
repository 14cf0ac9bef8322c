import { type BuiltImage, image } from '@nacre/core'
import { describe, expect, it } from 'vitest'
import { dataRoot, testData } from '../conformance/data.ts'
import { validateCycloneDx } from '../conformance/sbom-libraries.ts'
import { describeModules, validateWithSchema, validateWithSpdxModel, validateWithSpdxTools } from './sbom-validators.ts'

interface Built {
  readonly name: string
  readonly build: () => Promise<BuiltImage>
}

/** Images of every data set. */
const images: readonly Built[] = [
  {
    name: 'Alpine 3.19.1 with its server packages',
    build: () => alpine('alpine/iso-3.19.1', ['x86_64'], 'alpine-base', 'openssl', 'chrony', 'openssh', 'tzdata'),
  },
  { name: 'Alpine 3.13.4', build: () => alpine('alpine/iso-3.13.4', ['aarch64'], 'alpine-base') },
  {
    name: 'Alpine 3.20.3 for two architectures',
    build: () => alpine('alpine-3.20.3-reconstituted', ['x86_64', 'aarch64'], 'busybox', 'apk-tools', 'alpine-release'),
  },
  { name: 'Wolfi', build: () => alpine('wolfi-reconstituted', ['x86_64'], 'wolfi-baselayout', 'glibc', 'xz') },
  {
    name: 'packages that carry SBOMs of their own',
    build: () =>
      image()
        .from(testData('data/testdata/apko/internal/cli/testdata/packages'))
        .trust(testData('data/testdata/apko/internal/cli/testdata/melange.rsa.pub'))
        .add('replayout')
        .build({ arch: ['x86_64'] }),
  },
]

function alpine(repository: string, arch: string[], ...packages: string[]): Promise<BuiltImage> {
  return image()
    .from(testData(`data/${repository}`))
    .trust(testData('data/keys/alpine'), testData('data/keys/test-only'))
    .add(...packages)
    .build({ arch })
}

describe.skipIf(dataRoot === undefined)('with the data of NACRE_TEST_DATA', () => {
  describeModules(['spdx_tools', 'spdx_python_model', 'lib4sbom'], 'SBOMs of built images', () => {
    it.each(images)('of $name pass every official validator in every format', async ({ build }) => {
      const built = await build()
      const written = async (format: Parameters<BuiltImage['indexSbom']>[0]) =>
        await Promise.all([
          built.indexSbom(format),
          ...built.archs.map((arch) => built.sbom(arch, format, { files: true })),
        ])
      for (const { text } of await written('spdx-2.3')) {
        expect(validateWithSpdxTools(text)).toBe('')
        expect(validateWithSchema(text, '2.3')).toBe('')
      }
      for (const { text } of await written('spdx-3.0')) {
        expect(validateWithSpdxModel(text)).toBe('')
        expect(validateWithSchema(text, '3.0')).toBe('')
      }
      for (const version of ['1.6', '1.7'] as const) {
        for (const { text } of await written(`cyclonedx-${version}`))
          expect(await validateCycloneDx(text, version)).toBeFalsy()
      }
    })
  })
})
