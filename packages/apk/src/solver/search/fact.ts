import type { Candidate, NameId, Requirement } from '../candidate.ts'

/** One reason why certain packages cannot all be chosen, or must be: what conflicts and explanations are made of. */
export type Fact =
  /** The world asks for it. */
  | { readonly kind: 'world'; readonly requirement: Requirement }
  /** The package depends on it. */
  | { readonly kind: 'depends'; readonly candidate: Candidate; readonly requirement: Requirement }
  /** Both packages lay claim to the name; the same twice when a package contradicts itself. */
  | { readonly kind: 'owner'; readonly name: NameId; readonly first: Candidate; readonly second: Candidate }
  /** The package provides a needed name only without version, and nothing asks for the package itself. */
  | { readonly kind: 'unselected'; readonly candidate: Candidate }
  /** Nothing among the packages that can be chosen leads to it. */
  | { readonly kind: 'unasked'; readonly candidate: Candidate }
  /** The package is listed only under a tag that nothing opens for it. */
  | { readonly kind: 'closed-tag'; readonly candidate: Candidate }
