import type { Solution, Why } from '@nacre/apk'
import type { AdvisoryFeed } from '@nacre/sbom'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import { type DependencyGraph, dependencyGraph } from '../explain/graph.ts'
import type { ImageScan, ScanImageOptions } from '../explain/scan.ts'
import type { PlannedPackage } from './planned-package.ts'

/** What was resolved for one architecture. */
export interface ArchitecturePlan {
  readonly arch: string
  readonly packages: readonly PlannedPackage[]
  readonly solution: Solution
  /** Keys that the indexes were verified with: PEM by name. */
  readonly keys: ReadonlyMap<string, string>
}

/** What a plan is made of. */
export interface PlanParts {
  readonly definition: ImageDefinition
  readonly architectures: readonly ArchitecturePlan[]
}

/** A resolved image: for each architecture the packages in install order, and why each is there. */
export class Plan {
  readonly #parts: PlanParts

  constructor(parts: PlanParts) {
    this.#parts = parts
    Object.freeze(this)
  }

  get definition(): ImageDefinition {
    return this.#parts.definition
  }

  /** APK names of the architectures. */
  get archs(): string[] {
    return this.#parts.architectures.map(({ arch }) => arch)
  }

  /**
   * Packages of one architecture in install order.
   *
   * @throws ImageError `ERR_IMAGE_ARCH_MISSING` when it was not planned.
   */
  packages(arch: string = this.archs[0]!): readonly PlannedPackage[] {
    return this.architecture(arch).packages
  }

  /** Why a package is there: the shortest chain from what was asked for, and everything that requires it. */
  why(name: string, arch: string = this.archs[0]!): Why | undefined {
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

  /** The plan of one architecture. */
  architecture(arch: string): ArchitecturePlan {
    const found = this.#parts.architectures.find((one) => one.arch === arch)
    if (found !== undefined) return found
    throw new ImageError(
      'ERR_IMAGE_ARCH_MISSING',
      `Looking at the plan for ${arch}: only ${this.archs.join(', ')} were planned. Name ${arch} in "arch".`,
      {
        details: { arch, planned: this.archs },
      },
    )
  }
}
