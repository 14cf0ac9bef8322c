import {
  apkDistro,
  apkPurl,
  type Component,
  documentNamespace,
  formatCreated,
  licenseExpression,
  type OsRelease,
  ociPurl,
  parseOsRelease,
  type Relationship,
  type SbomDocument,
  spdxIdentifier,
  UNKNOWN_OS,
} from '@nacre/sbom'
import type { ArchitectureImage } from '../build/built-image.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'

/** What one image holds, in the words of the component model: image, layers, operating system, every package. */
export async function describeImage(image: ArchitectureImage): Promise<SbomDocument> {
  const os = await osOf(image)
  const root = imageComponent(image)
  const layers = image.layers.map((layer) => layerComponent(layer.digest, os))
  const system = osComponent(os)
  const packages = image.packages.map((pkg) => packageComponent(pkg, os))
  const contained: Relationship[] = [...layers, system, ...packages].map(({ id }) => ({ from: root.id, type: 'CONTAINS', to: id }))
  return {
    name: `sbom-${image.digest}`,
    namespace: documentNamespace(image.digest),
    created: formatCreated(image.epoch),
    creators: [{ type: 'tool', name: 'nacre' }],
    describes: [root.id],
    components: [root, ...layers, system, ...packages],
    relationships: contained,
    licenses: uniqueLicenses(image.packages),
  }
}

async function osOf(image: ArchitectureImage): Promise<OsRelease> {
  const text = await image.rootfs.readText('etc/os-release')
  return text === undefined ? UNKNOWN_OS : parseOsRelease(text)
}

function imageComponent({ digest, architecture }: ArchitectureImage): Component {
  return {
    id: spdxIdentifier(`Package-Image-${digest}`),
    kind: 'image',
    name: digest,
    version: digest,
    description: 'Container image',
    purpose: 'CONTAINER',
    checksums: [sha256(digest)],
    references: [purl(ociPurl({ name: 'image', digest, arch: architecture.platform.architecture, os: 'linux' }))],
  }
}

function layerComponent(digest: string, os: OsRelease): Component {
  return {
    id: spdxIdentifier(`Package-ImageLayer-${digest}`),
    kind: 'layer',
    name: digest,
    version: os.versionId,
    description: 'Layer of the image',
    purpose: 'CONTAINER',
    checksums: [sha256(digest)],
  }
}

function osComponent(os: OsRelease): Component {
  return {
    id: spdxIdentifier(`OperatingSystem-${os.id}`),
    kind: 'os',
    name: os.id,
    version: os.versionId,
    description: 'Operating System',
    purpose: 'OPERATING_SYSTEM',
  }
}

function packageComponent({ info }: ExpandedPackage, os: OsRelease): Component {
  const reference = apkPurl({
    namespace: os.id,
    name: info.name,
    version: info.version,
    distro: apkDistro(os),
    ...(info.arch === undefined ? {} : { arch: info.arch }),
  })
  return {
    id: spdxIdentifier(`Package-${info.name}-${info.version}`),
    kind: 'apk',
    name: info.name,
    version: info.version,
    description: info.description,
    licenseDeclared: licenseExpression(info.license).expression,
    supplier: { type: 'organization', name: os.name },
    ...(info.origin === '' ? {} : { sourceInfo: `built from ${info.origin}${info.commit === '' ? '' : ` at ${info.commit}`}` }),
    ...(info.dataHash === '' ? {} : { checksums: [{ algorithm: 'SHA256', value: info.dataHash }] }),
    references: [purl(reference)],
  }
}

function uniqueLicenses(packages: readonly ExpandedPackage[]): SbomDocument['licenses'] {
  const all = packages.flatMap(({ info }) => licenseExpression(info.license).licenses)
  return [...new Map(all.map((license) => [license.id, license])).values()]
}

function sha256(digest: string): { algorithm: 'SHA256'; value: string } {
  return { algorithm: 'SHA256', value: digest.slice('sha256:'.length) }
}

function purl(locator: string): { category: string; type: string; locator: string } {
  return { category: 'PACKAGE-MANAGER', type: 'purl', locator }
}
