import type { Descriptor } from '../model/descriptor.ts'
import type { ImageIndex } from '../model/manifest.ts'

/** Annotation that names an entry of a layout's index (image-spec v1.1, annotations.md, "Pre-Defined Annotation Keys"). */
export const refName = 'org.opencontainers.image.ref.name'

/** Annotation in which containerd keeps a full image name (containerd, images/annotations.go); `docker save` writes it. */
export const containerdName = 'io.containerd.image.name'

/** Name of an index entry, or undefined. */
export function nameOf(entry: Descriptor): string | undefined {
  return entry.annotations?.[refName]
}

/** An entry as the descriptor of its content: without the name it has in this index. */
export function unnamed(entry: Descriptor): Descriptor {
  if (entry.annotations === undefined || nameOf(entry) === undefined) return entry
  const { annotations, ...rest } = entry
  const kept = Object.entries(annotations).filter(([key]) => key !== refName && key !== containerdName)
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) }
}

/** The one content that all entries of an index name, or undefined when there are several. */
export function soleContent(index: ImageIndex): Descriptor | undefined {
  const [first] = index.manifests
  return first !== undefined && index.manifests.every(({ digest }) => digest === first.digest)
    ? unnamed(first)
    : undefined
}

/** An index in which `name` points to the descriptor, and to nothing else. */
export function withName(index: ImageIndex, descriptor: Descriptor, name: string): ImageIndex {
  const kept = index.manifests.filter(
    (entry) => nameOf(entry) !== name && !(entry.digest === descriptor.digest && nameOf(entry) === undefined),
  )
  const entry = { ...descriptor, annotations: { ...unnamed(descriptor).annotations, [refName]: name } }
  return { ...index, manifests: ordered([...kept, entry]) }
}

/** An index that lists the descriptor, named or not. */
export function withEntry(index: ImageIndex, descriptor: Descriptor): ImageIndex {
  if (index.manifests.some((entry) => entry.digest === descriptor.digest)) return index
  return { ...index, manifests: ordered([...index.manifests, unnamed(descriptor)]) }
}

/** An index without the unnamed entries of the given digests. */
export function withoutUnnamed(index: ImageIndex, digests: ReadonlySet<string>): ImageIndex {
  const manifests = index.manifests.filter((entry) => nameOf(entry) !== undefined || !digests.has(entry.digest))
  return { ...index, manifests }
}

/** An index without a name, or without every entry of a digest. */
export function without(index: ImageIndex, target: string): ImageIndex {
  return {
    ...index,
    manifests: index.manifests.filter((entry) => nameOf(entry) !== target && entry.digest !== target),
  }
}

// Unnamed entries after named ones, each group sorted: the file does not depend on the order in which content arrived.
function ordered(entries: readonly Descriptor[]): Descriptor[] {
  return [...entries].sort((a, b) => {
    const [left, right] = [nameOf(a), nameOf(b)]
    if (left !== right) {
      if (left === undefined) return 1
      if (right === undefined) return -1
      return left < right ? -1 : 1
    }
    return a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0
  })
}
