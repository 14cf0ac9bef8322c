import type { ImageDefinition } from '../definition/definition.ts'
import { timestamp } from '../epoch.ts'
import type { Profile } from '../profile.ts'

type Annotations = Readonly<Record<string, string>>

/** Annotations of the index and of the image manifests (OCI image-spec v1.1, annotations.md). */
export function annotationsOf(
  definition: ImageDefinition,
  epoch: number,
  profile: Profile,
): { index: Annotations; manifest: Annotations } {
  const dated = { ...definition.annotations, 'org.opencontainers.image.created': timestamp(epoch) }
  const sourced = { ...dated, ...sourceOf(definition.vcsUrl) }
  return { index: sourced, manifest: profile.sourceAnnotations === 'everywhere' ? sourced : dated }
}

/** Labels of the image config. */
export function labelsOf(definition: ImageDefinition, manifest: Annotations, profile: Profile): Annotations {
  return profile.labels === 'annotations' ? { ...manifest, ...definition.labels } : definition.labels
}

function sourceOf(vcsUrl: string | undefined): Annotations {
  const at = vcsUrl?.lastIndexOf('@') ?? -1
  if (vcsUrl === undefined || at < 0) return {}
  return {
    'org.opencontainers.image.source': vcsUrl.slice(0, at),
    'org.opencontainers.image.revision': vcsUrl.slice(at + 1),
  }
}
