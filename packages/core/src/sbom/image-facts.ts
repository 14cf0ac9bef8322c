import {
  embeddedSbomPaths,
  type ImageFacts,
  type OsRelease,
  type PackageFacts,
  parseOsRelease,
  UNKNOWN_OS,
} from '@nacre/sbom'
import type { ArchitectureImage } from '../build/built-image.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** What an SBOM has to know of one image: its digests, its operating system, and every package with the SBOM it carries. */
export async function imageFacts(image: ArchitectureImage): Promise<ImageFacts> {
  const { rootfs, digest, architecture, layers, packages, epoch } = image
  const installed = new Map(
    packages.flatMap(({ info }) => [info.name, ...info.provides.map(nameOf)].map((name) => [name, info.name])),
  )
  return {
    digest,
    arch: architecture.platform.architecture,
    name: 'image',
    layers: layers.map(({ descriptor }) => ({ digest: descriptor.digest, mediaType: descriptor.mediaType })),
    os: await osOf(rootfs),
    packages: await Promise.all(packages.map((pkg) => packageFacts(pkg, rootfs, installed))),
    created: epoch,
    creators: [{ type: 'tool', name: 'nacre' }],
  }
}

async function osOf(rootfs: RootFs): Promise<OsRelease> {
  const text = await rootfs.readText('etc/os-release')
  return text === undefined ? UNKNOWN_OS : parseOsRelease(text)
}

async function packageFacts(
  { info }: ExpandedPackage,
  rootfs: RootFs,
  installed: ReadonlyMap<string, string>,
): Promise<PackageFacts> {
  const sbom = await embeddedSbom(info, rootfs)
  const needed = info.depends.filter((text) => !text.startsWith('!')).map((text) => installed.get(nameOf(text)))
  return {
    name: info.name,
    version: info.version,
    license: info.license,
    description: info.description,
    url: info.url,
    origin: info.origin,
    commit: info.commit,
    maintainer: info.maintainer,
    ...(info.arch === undefined ? {} : { arch: info.arch }),
    ...(info.dataHash === '' ? {} : { checksums: [{ algorithm: 'SHA256', value: info.dataHash }] }),
    dependsOn: [...new Set(needed.filter((name) => name !== undefined && name !== info.name))] as string[],
    ...(sbom === undefined ? {} : { sbom }),
  }
}

async function embeddedSbom(
  { name, version }: ExpandedPackage['info'],
  rootfs: RootFs,
): Promise<Uint8Array | undefined> {
  for (const path of embeddedSbomPaths(name, version)) {
    const bytes = await rootfs.readFile(path)
    if (bytes !== undefined) return bytes
  }
  return undefined
}

// The name in front of an operator: `so:libc.so.6=1`, `foo>=2`.
function nameOf(text: string): string {
  return /^[^<>=~]*/.exec(text)![0]
}
