import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { formatReference, parseReference, type Reference } from '../registry/reference.ts'

/** One repository to publish to, with the tags to set there. */
export interface Target {
  /** `registry/repository`. */
  readonly repository: string
  readonly registry: string
  readonly tags: readonly string[]
}

/**
 * References by repository, in the order in which each is first named, tags without repetition.
 *
 * @throws OciError `ERR_OCI_REFERENCE_INVALID` also when there are none, or one names another digest
 */
export function groupTargets(to: readonly string[], root: Descriptor): Target[] {
  if (to.length === 0)
    throw invalid('there is no reference to publish to', 'give at least one, such as registry/repository:tag')
  const tags = new Map<string, Set<string>>()
  const registries = new Map<string, string>()
  for (const text of to) {
    const reference = parseReference(text)
    checkDigest(reference, root, text)
    const repository = formatReference({ registry: reference.registry, repository: reference.repository })
    const known = tags.get(repository) ?? new Set()
    if (reference.tag !== undefined) known.add(reference.tag)
    tags.set(repository, known)
    registries.set(repository, reference.registry)
  }
  return [...tags].map(([repository, set]) => ({
    repository,
    registry: registries.get(repository) ?? '',
    tags: [...set],
  }))
}

function checkDigest(reference: Reference, root: Descriptor, text: string): void {
  if (reference.digest === undefined || reference.digest === root.digest) return
  throw invalid(`${text} names another digest than ${root.digest}`, 'leave the digest out')
}

function invalid(met: string, remedy: string): OciError {
  return new OciError('ERR_OCI_REFERENCE_INVALID', `Publishing: ${met}; ${remedy}`)
}
