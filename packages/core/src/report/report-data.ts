import { type AdvisoryFeed, apkDistro, apkPurl, type OsRelease, parseOsRelease, UNKNOWN_OS } from '@nacre/sbom'
import type { ArchitectureImage, BuiltImage } from '../build/built-image.ts'
import { timestamp } from '../epoch.ts'
import { configSettings } from '../explain/config-changes.ts'
import { type DependencyGraph, dependencyGraph } from '../explain/graph.ts'
import { NO_PACKAGE } from '../explain/package-sizes.ts'
import type { ImageScan, ScanImageOptions } from '../explain/scan.ts'
import type { Content } from '../rootfs/content.ts'

/** What a report shows. */
export interface ReportOptions extends ScanImageOptions {
  /** Heading; default the image's title label. */
  readonly title?: string
  /** Feeds of advisories to match the packages against; without any, the report says that none were. */
  readonly feeds?: AdvisoryFeed | readonly AdvisoryFeed[]
}

/** Bytes of files that one package (or the build itself) has in one layer. */
export interface ReportShare {
  readonly layer: number
  readonly name: string
  readonly bytes: number
}

/** One package in the table of components. */
export interface ReportPackage {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly origin: string
  readonly purl: string
  /** Bytes of its files in the image. */
  readonly bytes: number
}

/** What a report shows of one architecture. */
export interface ReportArchitecture {
  readonly arch: string
  readonly platform: string
  readonly digest: string
  readonly layers: readonly { readonly digest: string; readonly size: number; readonly plainSize: number }[]
  readonly shares: readonly ReportShare[]
  readonly packages: readonly ReportPackage[]
  readonly settings: readonly (readonly [name: string, value: string])[]
  readonly graph: DependencyGraph
}

/** What a report shows, gathered. */
export interface ReportData {
  readonly title: string
  readonly digest: string
  /** RFC 3339. */
  readonly created: string
  readonly architectures: readonly ReportArchitecture[]
  readonly scan?: ImageScan
}

/** Gathers what a report shows of an image. */
export async function reportData(built: BuiltImage, options: ReportOptions): Promise<ReportData> {
  const { title, feeds, ...scope } = options
  const images = built.archs.map((arch) => built.arch(arch))
  return {
    title: title ?? built.definition.labels['org.opencontainers.image.title'] ?? 'Container image',
    digest: built.digest,
    created: timestamp(Math.max(0, ...images.map(({ epoch }) => epoch))),
    architectures: await Promise.all(images.map((image) => architectureData(built, image))),
    ...(feeds === undefined ? {} : { scan: await built.scan(feeds, scope) }),
  }
}

async function architectureData(built: BuiltImage, image: ArchitectureImage): Promise<ReportArchitecture> {
  const { architecture, digest, layers, packages, config, rootfs } = image
  const shares = layerShares(image)
  const text = await rootfs.readText('etc/os-release')
  const os = text === undefined ? UNKNOWN_OS : parseOsRelease(text)
  return {
    arch: architecture.apk,
    platform: `linux/${architecture.oci}`,
    digest,
    layers,
    shares,
    packages: packages.map(({ info: { name, version, description, license, origin } }) => ({
      name,
      version,
      description,
      license,
      origin,
      purl: purlOf(name, version, architecture.apk, os),
      bytes: shares.filter((share) => share.name === name).reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    settings: [...configSettings(config)].filter(([name]) => name !== 'created' && name !== 'platform'),
    graph: dependencyGraph(built.plan.architecture(architecture.apk)),
  }
}

function purlOf(name: string, version: string, arch: string, os: OsRelease): string {
  const known = os !== UNKNOWN_OS
  return apkPurl({ namespace: known ? os.id : '', name, version, arch, ...(known ? { distro: apkDistro(os) } : {}) })
}

// Which layer a file went to: its content is in that layer's recipe.
function layerShares({ rootfs, layers, packages }: ArchitectureImage): ReportShare[] {
  const layerOf = new Map<Content, number>()
  layers.forEach(({ recipe }, layer) => {
    for (const { content } of recipe.entries) if (content !== undefined) layerOf.set(content, layer)
  })
  const shares = new Map<string, ReportShare & { bytes: number }>()
  for (const [, node] of rootfs.walk()) {
    if (node.kind !== 'file' || node.content.size === 0) continue
    const layer = layerOf.get(node.content) ?? layers.length - 1
    const name = (node.owner === undefined ? undefined : packages[node.owner]?.info.name) ?? NO_PACKAGE
    const key = `${layer} ${name}`
    const share = shares.get(key) ?? { layer, name, bytes: 0 }
    share.bytes += node.content.size
    shares.set(key, share)
  }
  return [...shares.values()].sort((a, b) => a.layer - b.layer || b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
}
