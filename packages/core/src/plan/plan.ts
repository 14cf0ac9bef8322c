import type { ArchitectureDifference, Solution, Why } from '@nacre/apk'
import type { AdvisoryFeed } from '@nacre/sbom'
import { architecture } from '../architecture.ts'
import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import { type DependencyGraph, dependencyGraph } from '../explain/graph.ts'
import type { ImageScan, ScanImageOptions } from '../explain/scan.ts'
import type { ApkoLock } from '../lock/apko-lock.ts'
import type { Lock } from '../lock/lock.ts'
import type { ApkoLockOptions } from '../lock/write-apko-lock.ts'
import { writeLock } from '../lock/write-lock.ts'
import type { PlannedPackage } from './planned-package.ts'

/** What was resolved for one architecture. */
export interface ArchitecturePlan {
  readonly arch: string
  readonly packages: readonly PlannedPackage[]
  /** Why they are there. For a plan out of a lock it is found again among the locked packages when first asked for. */
  readonly solution: Solution
  /** The packages come out of a lock. */
  readonly locked: boolean
  /** Digest of the base image's manifest; absent where nothing is built upon. */
  readonly base?: string
  /** The packages as the image itself lists them (`name=version`), where a lock decides that too. */
  readonly pinned?: readonly string[]
  /** Keys that the indexes were verified with: PEM by name. */
  readonly keys: ReadonlyMap<string, string>
}

/** What a plan is made of. */
export interface PlanParts {
  readonly definition: ImageDefinition
  readonly attachments: Attachments
  readonly architectures: readonly ArchitecturePlan[]
  readonly differences: readonly ArchitectureDifference[]
}

/** A resolved image: for each architecture the packages in install order, and why each is there. */
export class Plan {
  readonly #parts: PlanParts

  constructor(parts: PlanParts) {
    this.#parts = parts
    Object.freeze(this)
  }

  /** What was planned. */
  get definition(): ImageDefinition {
    return this.#parts.definition
  }

  /** APK names of the architectures. */
  get archs(): string[] {
    return this.#parts.architectures.map(({ arch }) => arch)
  }

  /** Packages that are not the same on every architecture, by name; empty for a plan out of a lock. */
  get differences(): readonly ArchitectureDifference[] {
    return this.#parts.differences
  }

  /**
   * Packages of one architecture in install order.
   *
   * @throws ImageError `ERR_IMAGE_ARCH_MISSING` when it was not planned.
   */
  packages(arch: string = this.archs[0]!): readonly PlannedPackage[] {
    return this.architecture(arch).packages
  }

  /**
   * Why a package is there: the shortest chain from what was asked for, and everything that requires it.
   *
   * @throws ApkError `ERR_APK_NOT_IN_SOLUTION` when nothing in the plan bears or provides the name
   */
  why(name: string, arch: string = this.archs[0]!): Why {
    return this.architecture(arch).solution.why(name)
  }

  /** Which package needs which, as data that draws itself: `plan.graph().toMermaid()`. */
  graph(arch: string = this.archs[0]!): DependencyGraph {
    return dependencyGraph(this.architecture(arch))
  }

  /** Matches what was resolved against feeds of advisories. */
  async scan(feeds: AdvisoryFeed | readonly AdvisoryFeed[], options: ScanImageOptions = {}): Promise<ImageScan> {
    const { scanPlan } = await import('../explain/scan.ts')
    return scanPlan(this, [feeds].flat(), options)
  }

  /** The plan of one architecture, by either of its names. */
  architecture(arch: string): ArchitecturePlan {
    const found = this.#parts.architectures.find((one) => one.arch === arch || architecture(one.arch).oci === arch)
    if (found !== undefined) return found
    throw new ImageError(
      'ERR_IMAGE_ARCH_MISSING',
      `Looking at the plan for ${arch}: only ${this.archs.join(', ')} were planned. Name ${arch} in "arch".`,
      {
        details: { arch, planned: this.archs },
      },
    )
  }

  /** What was chosen as plain data, to be kept as JSON: `build({ lock })` builds the same image of it, no index needed. */
  toLock(): Lock {
    return writeLock(this.#parts.definition, this.#parts.architectures)
  }

  /**
   * What was chosen in the format of apko's lock files. Every package is downloaded, for the format tells the hash and the place
   * of each of its segments.
   *
   * @throws ImageError `ERR_IMAGE_LOCK_FORMAT` for a package that apko cannot read; ApkError, HttpError
   */
  async toApkoLock(options: ApkoLockOptions = {}): Promise<ApkoLock> {
    const { writeApkoLock } = await import('../lock/write-apko-lock.ts')
    return await writeApkoLock(this.#parts, options)
  }
}
