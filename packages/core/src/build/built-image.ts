import type { Descriptor, ImageConfig, MemoryPlace, Published } from '@nacre/oci'
import type { AdvisoryFeed, SbomFormat, WrittenSbom } from '@nacre/sbom'
import type { Architecture } from '../architecture.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { OnBuildEvent } from '../event.ts'
import type { ImageDiff } from '../explain/image-diff.ts'
import type { ImageScan, ScanImageOptions } from '../explain/scan.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { BuiltLayer } from '../layer/built-layer.ts'
import type { Plan } from '../plan/plan.ts'
import { profiles } from '../profile.ts'
import type { PublishImageOptions } from '../publish/publish-image.ts'
import type { ReportOptions } from '../report/report-data.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { RootFsView } from '../rootfs/view.ts'
import type { SbomOptions } from '../sbom/write.ts'

import type { WriteRootFsOptions } from './write-rootfs.ts'

/** The image of one architecture. */
export interface ArchitectureImage {
  readonly architecture: Architecture
  /** Descriptor of the image manifest, with its platform. */
  readonly descriptor: Descriptor
  readonly digest: string
  readonly config: ImageConfig
  /** Layers that this build made, lowest first. */
  readonly layers: readonly BuiltLayer[]
  /** Packages in install order. */
  readonly packages: readonly ExpandedPackage[]
  readonly rootfs: RootFs
  /** Makes `packages`, `rootfs` and the recipes of the layers available where the build was told to leave them out. */
  readTree(): Promise<void>
  /** Seconds since 1970: the date that the image carries. */
  readonly epoch: number
}

/** What a built image is made of; {@link BuiltImage} is the view that callers get. */
export interface BuiltParts {
  readonly definition: ImageDefinition
  readonly plan: Plan
  /** Descriptor of the image index. */
  readonly descriptor: Descriptor
  readonly images: readonly ArchitectureImage[]
  /** Holds index, manifests, configs and layers; layers are read again from their chunks when asked for. */
  readonly place: MemoryPlace
  readonly epoch: number
  /** Who heard the build, and hears what its verbs meet. */
  readonly onEvent?: OnBuildEvent
}

/** An image for one or more architectures: built, not yet written anywhere. Its verbs write it. */
export class BuiltImage {
  readonly #parts: BuiltParts

  constructor(parts: BuiltParts) {
    this.#parts = parts
    Object.freeze(this)
  }

  /** Digest of the image index. */
  get digest(): string {
    return this.#parts.descriptor.digest
  }

  /** The image index as content to copy: `copy(built.source, place, built.descriptor)` moves it anywhere. */
  get source(): MemoryPlace {
    return this.#parts.place
  }

  /** Descriptor of the image index. */
  get descriptor(): Descriptor {
    return this.#parts.descriptor
  }

  /** What was built. */
  get definition(): ImageDefinition {
    return this.#parts.definition
  }

  /** The packages that were chosen, and why. */
  get plan(): Plan {
    return this.#parts.plan
  }

  /** APK names of the architectures, in the order of the index. */
  get archs(): string[] {
    return this.#parts.images.map((image) => image.architecture.apk)
  }

  /**
   * The image of one architecture, by either of its names.
   *
   * @throws ImageError `ERR_IMAGE_ARCH_MISSING` when it was not built.
   */
  arch(name: string): ArchitectureImage {
    const found = this.#parts.images.find(({ architecture }) => architecture.apk === name || architecture.oci === name)
    if (found !== undefined) return found
    throw new ImageError(
      'ERR_IMAGE_ARCH_MISSING',
      `Looking at the ${name} image: only ${this.archs.join(', ')} were built. Name ${name} in "arch" of build().`,
      {
        details: { arch: name, built: this.archs },
      },
    )
  }

  /** Makes the trees of all architectures where the build was told to leave them out. */
  async readTrees(): Promise<void> {
    for (const image of this.#parts.images) await image.readTree()
  }

  /** The tree of one architecture, for looking at it without writing it. */
  rootfs(arch: string): RootFsView {
    return new RootFsView(this.arch(arch).rootfs)
  }

  /**
   * Writes the whole tree of one architecture into one file, what a base image brings included: `root.tar`, `root.tar.gz`,
   * `root.cpio` or `root.cpio.gz`.
   *
   * @throws ImageError `ERR_IMAGE_ARCH_MISSING`, also when several were built and none is named; `ERR_IMAGE_OUTPUT_EXISTS`
   */
  async writeRootfs(file: string, options: WriteRootFsOptions & { arch?: string } = {}): Promise<void> {
    const { arch, ...rest } = options
    const image = this.#only(arch)
    await image.readTree()
    const { writeRootFsFile } = await import('./write-rootfs.ts')
    await writeRootFsFile(image.rootfs, profiles[this.#parts.definition.profile], file, rest)
  }

  #only(arch: string | undefined): ArchitectureImage {
    if (arch !== undefined) return this.arch(arch)
    const [image, ...others] = this.#parts.images
    if (image !== undefined && others.length === 0) return image
    throw new ImageError(
      'ERR_IMAGE_ARCH_MISSING',
      `Writing the root file system: ${this.archs.join(', ')} were built, and a root is of one architecture. Name it in "arch".`,
      { details: { built: this.archs } },
    )
  }

  /**
   * The SBOM of one architecture.
   *
   * @throws ImageError `ERR_IMAGE_ARCH_MISSING`
   */
  async sbom(arch: string, format: SbomFormat = 'spdx-2.3', options: SbomOptions = {}): Promise<WrittenSbom> {
    const { writeImageSbom } = await import('../sbom/write.ts')
    await this.arch(arch).readTree()
    return await writeImageSbom(this.#parts, this.arch(arch), format, options)
  }

  /** The SBOM of the index: which images there are, and where they come from. */
  async indexSbom(
    format: SbomFormat = 'spdx-2.3',
    options: Pick<SbomOptions, 'repository'> = {},
  ): Promise<WrittenSbom> {
    const { writeIndexSbom } = await import('../sbom/write.ts')
    return await writeIndexSbom(this.#parts, format, options)
  }

  /** What differs from this image to another: packages, files, config, sizes. */
  async diff(other: BuiltImage): Promise<ImageDiff> {
    const { diffImages } = await import('../explain/image-diff.ts')
    await Promise.all([this.readTrees(), other.readTrees()])
    return await diffImages(this, other)
  }

  /** The image as one HTML page that needs nothing else: sizes, dependencies, components, findings. */
  async report(options: ReportOptions = {}): Promise<string> {
    const { writeReport } = await import('../report/report.ts')
    await this.readTrees()
    return await writeReport(this, options)
  }

  /** Matches the packages of all architectures against feeds of advisories. */
  async scan(feeds: AdvisoryFeed | readonly AdvisoryFeed[], options: ScanImageOptions = {}): Promise<ImageScan> {
    const { scanImage } = await import('../explain/scan.ts')
    await this.readTrees()
    return await scanImage(this, [feeds].flat(), options)
  }

  /**
   * Writes an OCI image layout directory (image-spec v1.1, image-layout.md).
   *
   * @throws ImageError `ERR_IMAGE_OUTPUT_EXISTS` when the path is a file or below one, `ERR_IMAGE_OUTPUT_UNWRITABLE`; OciError
   */
  async writeLayout(dir: string, options: { signal?: AbortSignal; tag?: string } = {}): Promise<void> {
    const { writeLayoutDirectory } = await import('./write-layout.ts')
    await writeLayoutDirectory(this.#parts, dir, options)
  }

  /**
   * Publishes to a registry: everything by digest first, tags last. Nothing is tagged if anything before failed.
   *
   * @param reference such as `registry.example.com/team/web:1`
   * @throws ImageError `ERR_IMAGE_ATTEST_UNSIGNED`, OciError, HttpError
   */
  async publish(reference: string, options: PublishImageOptions = {}): Promise<Published> {
    const { publishImage } = await import('../publish/publish-image.ts')
    if (options.sbom !== undefined) await this.readTrees()
    return await publishImage(this.#parts, reference, options)
  }

  /**
   * Writes an archive that `docker load` and `podman load` read, with the images of all architectures or of one.
   *
   * @throws ImageError `ERR_IMAGE_OUTPUT_EXISTS` when the path is a directory or below a file, `ERR_IMAGE_OUTPUT_UNWRITABLE`,
   * `ERR_IMAGE_ARCH_UNKNOWN`; OciError `ERR_OCI_REFERENCE_INVALID` for a tag that no registry or daemon takes
   */
  async writeDockerArchive(
    file: string,
    options: { tag?: string; arch?: string; signal?: AbortSignal } = {},
  ): Promise<void> {
    const { writeArchiveFile } = await import('./write-archive.ts')
    await writeArchiveFile(this.#parts, file, options)
  }
}
