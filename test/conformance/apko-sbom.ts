import type { BuiltImage } from '@nacre/core'

/** The name under which both programs describe the image. */
export const SBOM_REPOSITORY = 'example.com/team/y'

/**
 * An SPDX document without what two programs cannot share: digests of compressed layers and all that contains them become
 * numbers in order of appearance, and the tools that made the document are left out.
 */
export function comparableSbom(text: string): string {
  const numbers = new Map<string, string>()
  const number = (hex: string): string => {
    const known = numbers.get(hex) ?? `digest-${numbers.size}`
    numbers.set(hex, known)
    return known
  }
  return text
    .replace(/"creators": \[[^\]]*\]/, '"creators": []')
    .replaceAll(/(sha256[:-])([0-9a-f]{64})/g, (_, prefix: string, hex: string) => prefix + number(hex))
    .replaceAll(/("checksumValue": ")([0-9a-f]{64})"/g, (_, prefix: string, hex: string) => `${prefix}${number(hex)}"`)
}

/** Every SPDX document of an image, under the file names that apko gives them. */
export async function sbomsOf(built: BuiltImage): Promise<Map<string, string>> {
  const options = { repository: SBOM_REPOSITORY }
  const documents = new Map([['sbom-index.spdx.json', (await built.indexSbom('spdx-2.3', options)).text]])
  for (const arch of built.archs) {
    documents.set(`sbom-${arch}.spdx.json`, (await built.sbom(arch, 'spdx-2.3', options)).text)
  }
  return documents
}

/** The configuration that both programs build, in a folder that holds upstream's test packages. */
export const SBOM_CONFIGURATION = `contents:
  keyring: [./melange.rsa.pub]
  repositories: [./packages]
  packages: [replayout]
archs: [x86_64, aarch64]
vcs-url: https://github.com/team/y@0123456789012345678901234567890123456789
annotations: {org.opencontainers.image.title: Title, org.opencontainers.image.vendor: Vendor}
`
