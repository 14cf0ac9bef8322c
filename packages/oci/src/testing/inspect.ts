import type { Digest } from '../model/digest.ts'
import { readLinks } from './manifest-links.ts'
import { resolveReference } from './manifests.ts'
import type { RegistryStore } from './registry-store.ts'

/** Bytes of a manifest (by tag or digest) or of a blob, or undefined. */
export function findContent(store: RegistryStore, name: string, reference: string): Uint8Array | undefined {
  const repository = store.find(name)
  if (!repository) return undefined
  const digest = resolveReference(repository, reference)
  if (digest) return repository.manifests.get(digest)?.bytes
  return repository.blobs.get(reference as Digest)
}

/** Every digest that `reference` needs, directly or through manifests, and that is not in the repository. */
export function findMissing(store: RegistryStore, name: string, reference: string): Digest[] {
  const repository = store.find(name)
  const missing = new Set<Digest>()
  const seen = new Set<Digest>()
  const visit = (digest: Digest): void => {
    if (seen.has(digest)) return
    seen.add(digest)
    const manifest = repository?.manifests.get(digest)
    const links = manifest && readLinks(manifest.bytes)
    if (!links) {
      missing.add(digest)
      return
    }
    for (const blob of links.blobs) if (!repository?.blobs.has(blob)) missing.add(blob)
    links.manifests.forEach(visit)
  }
  const start = reference.includes(':') ? (reference as Digest) : repository?.tags.get(reference)
  if (start !== undefined) visit(start)
  return [...missing]
}
