import { Faults } from '../model/fault.ts'
import { parseJson } from '../model/json.ts'
import { always, list, object, required, type Shape, string } from '../model/shape.ts'

/** One image in the `manifest.json` of a docker archive (moby image/spec/v1.2.md, "Combined Image JSON + Filesystem Changeset Format"). */
export interface DockerManifestItem {
  /** Member with the image configuration. */
  readonly Config: string
  readonly RepoTags: readonly string[]
  /** Members with the layers, oldest first. */
  readonly Layers: readonly string[]
}

const shape: Shape<readonly DockerManifestItem[]> = list(
  object<DockerManifestItem>({
    Config: required(string()),
    RepoTags: always(list(string()), () => []),
    Layers: always(list(string()), () => []),
  }),
)

const maxImages = 10_000

/** Reads `manifest.json`. @throws OciError `ERR_OCI_ARCHIVE_INVALID` with every fault, `ERR_OCI_LIMIT` */
export function parseDockerManifest(bytes: Uint8Array): readonly DockerManifestItem[] {
  const doing = 'Reading manifest.json of a docker archive'
  const value = parseJson(bytes, doing, 'ERR_OCI_ARCHIVE_INVALID', { bytes: bytes.length })
  const faults = new Faults(maxImages)
  const items = shape.read(value, '', faults)
  faults.throwIfAny('ERR_OCI_ARCHIVE_INVALID', doing)
  return items ?? []
}

/** Writes `manifest.json`. */
export function encodeDockerManifest(items: readonly DockerManifestItem[]): Uint8Array {
  return new TextEncoder().encode(shape.write(items))
}
