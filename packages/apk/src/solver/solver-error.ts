import { ApkError } from '../error.ts'
import type { Conflict } from './explain/conflict.ts'

/** What a {@link SolverError} carries beside its message. */
export interface SolverErrorDetails {
  readonly [key: string]: unknown
  readonly arch: string
  /** World entries, in the order in which they were walked. */
  readonly world: readonly string[]
  /** Minimal sets of incompatible facts, independent of each other. */
  readonly conflicts: readonly Conflict[]
}

/** No set of packages satisfies the world. The message says why in words; `details.conflicts` says it as data. */
export class SolverError extends ApkError {
  declare readonly details: SolverErrorDetails

  constructor(message: string, details: SolverErrorDetails) {
    super('ERR_APK_UNSOLVABLE', message, { details })
    this.name = 'SolverError'
  }
}
