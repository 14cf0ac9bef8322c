import type { IndexRecord } from '../metadata/metadata.ts'
import type { Why } from './why.ts'

/** Packages that satisfy a world, and why each of them is there. */
export interface Solution {
  readonly arch: string
  /** The world entries that were solved, in the order in which they were walked. */
  readonly world: readonly string[]
  /** In install order: dependencies before dependents, world order otherwise. */
  readonly packages: readonly SolvedPackage[]
  /** Who asked for whom, one edge for each requirement; see {@link Requested}. */
  readonly graph: readonly Edge[]
  /** `false` when apk's own selection would have given up and the complete search found this solution. */
  readonly greedy: boolean
  /** World entries that were left out because they cannot be met; empty unless `leaveOutBroken` was given. */
  readonly leftOut: readonly string[]
  /** The package of this name, or the one that provides it. */
  find(name: string): SolvedPackage | undefined
  /**
   * Why a package is there: the shortest chain from the world, and everybody who asks for it.
   *
   * @param name a package, or something that one provides
   */
  why(name: string): Why
}

/** One package of a solution. */
export interface SolvedPackage {
  readonly name: string
  readonly version: string
  readonly record: IndexRecord
  /** Position of its repository among those given; -1 when it is installed and in none of them. */
  readonly repository: number
  /** Name of that repository. */
  readonly repositoryName: string
  /** Tag of that repository, without `@`. */
  readonly tag?: string
  /** Requirements that it satisfies; never empty. */
  readonly reasons: readonly Reason[]
}

/** Who asked for a package, and with what words. */
export interface Reason {
  /** The asking package's name; undefined for the world. */
  readonly from: string | undefined
  /** `world` and `depends`: a requirement. `install_if`: `from` completes the conditions of the package itself. */
  readonly kind: 'world' | 'depends' | 'install_if'
  /** The expression as written; for `install_if` the condition that `from` meets. */
  readonly requirement: string
}

/** A {@link Reason} with the package that it holds for. */
export interface Edge extends Reason {
  readonly to: string
}
