import { parseReference } from '@nacre/oci'
import {
  embeddedSbomPaths,
  type FileFacts,
  type ImageFacts,
  type IndexFacts,
  type OsRelease,
  type PackageFacts,
  parseOsRelease,
  UNKNOWN_OS,
} from '@nacre/sbom'
import type { ArchitectureImage, BuiltParts } from '../build/built-image.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { profiles } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** What an SBOM has to know of one image: its digests, its operating system, and every package with the SBOM it carries. */
export async function imageFacts(
  built: BuiltParts,
  image: ArchitectureImage,
  options: { files?: boolean; repository?: string } = {},
): Promise<ImageFacts> {
  const { rootfs, digest, architecture, layers, packages, epoch } = image
  const installed = new Map(
    packages.flatMap(({ info }) => [info.name, ...info.provides.map(nameOf)].map((name) => [name, info.name])),
  )
  return {
    digest,
    arch: architecture.platform.architecture,
    ...repositoryFacts(built, options.repository, 'image'),
    layers: layers.map(({ descriptor }) => ({ digest: descriptor.digest, mediaType: descriptor.mediaType })),
    os: await osOf(rootfs),
    packages: await Promise.all(
      packages.map(async (pkg, owner) => ({
        ...(await packageFacts(pkg, rootfs, installed)),
        ...(options.files ? { files: ownedFiles(rootfs, owner) } : {}),
      })),
    ),
    ...sourceOf(built),
    created: epoch,
    creators: CREATORS,
  }
}

/** What the SBOM of an index has to know: its own digest and those of its images. */
export function indexFacts(built: BuiltParts, repository?: string): IndexFacts {
  return {
    digest: built.descriptor.digest,
    ...repositoryFacts(built, repository, 'index'),
    images: built.images.map(({ digest, architecture }) => ({ digest, arch: architecture.platform.architecture })),
    ...(built.definition.vcsUrl === undefined ? {} : { source: built.definition.vcsUrl }),
    created: built.epoch,
    creators: CREATORS,
  }
}

const CREATORS = [{ type: 'tool', name: 'nacre' }] as const

// The last element of the path names an image in its package URL (purl specification, type `oci`); apko says no more.
function repositoryFacts(
  { definition }: BuiltParts,
  reference: string | undefined,
  unnamed: string,
): { name: string; repositoryUrl?: string } {
  if (reference === undefined) return { name: unnamed }
  const { registry, repository } = parseReference(reference)
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  return profiles[definition.profile].sbom === 'apko' ? { name } : { name, repositoryUrl: `${registry}/${repository}` }
}

// Where an image leaves out its source revision, so does its SBOM.
function sourceOf({ definition }: BuiltParts): { source?: string } {
  const { vcsUrl, profile } = definition
  return vcsUrl === undefined || profiles[profile].sourceAnnotations === 'index' ? {} : { source: vcsUrl }
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
    dependsOn: [...new Set(needed.filter((name) => name !== undefined && name !== info.name))] as string[],
    ...(sbom === undefined ? {} : { sbom }),
  }
}

/** The files that a package owns in the finished tree, with the checksums that its database records. */
function ownedFiles(rootfs: RootFs, owner: number): FileFacts[] {
  const files: FileFacts[] = []
  for (const [path, node] of rootfs.walk()) {
    if (node.kind !== 'file' || node.owner !== owner || node.checksum === undefined) continue
    files.push({ path: `/${path}`, checksums: [{ algorithm: 'SHA1', value: node.checksum }] })
  }
  return files
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
