import type { Candidate } from './candidate.ts'
import type { Choices } from './install-order.ts'

/** Packages that satisfy a world, as one of the ways to find them leaves them. */
export interface Found {
  /** In install order. */
  readonly order: readonly Candidate[]
  readonly choices: Choices
  /** False when the complete search found them. */
  readonly greedy: boolean
}
