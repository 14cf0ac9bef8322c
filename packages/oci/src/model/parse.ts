import type { OciErrorCode } from '../error.ts'
import type { Descriptor } from './descriptor.ts'
import { Faults, type ModelLimits } from './fault.ts'
import type { ImageConfig } from './image-config.ts'
import { parseJson } from './json.ts'
import type { ImageIndex, Manifest } from './manifest.ts'
import { isIndexType, isManifestType } from './media-type.ts'
import type { Shape } from './shape.ts'
import { configShape, descriptorShape, indexShape, manifestShape } from './shapes.ts'

/** What the parsers of documents take beside the bytes. */
export interface ParseOptions {
  readonly limits?: ModelLimits
}

interface Task<T> {
  readonly shape: Shape<T>
  readonly doing: string
  readonly code: OciErrorCode
  readonly check?: (document: T, faults: Faults) => void
}

function parse<T>(bytes: Uint8Array, task: Task<T>, limits: ModelLimits = {}): T {
  const value = parseJson(bytes, task.doing, task.code, limits)
  const faults = new Faults(limits.entries ?? 100_000)
  const document = task.shape.read(value, '', faults)
  if (document !== undefined) task.check?.(document, faults)
  faults.throwIfAny(task.code, task.doing)
  if (document === undefined) throw new TypeError('a shape gave neither a value nor a fault')
  return document
}

const fieldNames = new Map(
  ['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'manifests', 'annotations', 'subject'].map(
    (name) => [name.toLowerCase(), name],
  ),
)

// A document that can be read both as manifest and as index means different things to different readers
// (CVE-2021-41190; image-spec v1.1, manifest.md and image-index.md: "MUST NOT" be ambiguous).
function refuse(document: object, names: readonly string[], faults: Faults, kind: string): void {
  for (const name of Object.keys(document)) {
    if (names.includes(name)) faults.add(name, `must not be in ${kind}`)
    // Go's encoding/json takes field names in any case, so such a document has other layers there than here.
    else if ((fieldNames.get(name.toLowerCase()) ?? name) !== name) faults.add(name, 'is a field name in wrong case')
  }
}

/**
 * Reads an image manifest (OCI image-spec v1.1 manifest.md; Docker schema 2).
 *
 * @throws OciError `ERR_OCI_MANIFEST_INVALID` with every fault in `details.faults`, `ERR_OCI_LIMIT`
 */
export function parseManifest(bytes: Uint8Array, options: ParseOptions = {}): Manifest {
  const check = (manifest: Manifest, faults: Faults): void => {
    refuse(manifest, ['manifests', 'fsLayers'], faults, 'an image manifest')
    if (manifest.mediaType !== undefined && !isManifestType(manifest.mediaType)) {
      faults.add('mediaType', `is ${manifest.mediaType}, which is no image manifest`)
    }
  }
  return parse(
    bytes,
    { shape: manifestShape, doing: 'Reading an image manifest', code: 'ERR_OCI_MANIFEST_INVALID', check },
    options.limits,
  )
}

/**
 * Reads an image index (OCI image-spec v1.1 image-index.md; Docker manifest list).
 *
 * @throws OciError `ERR_OCI_INDEX_INVALID` with every fault in `details.faults`, `ERR_OCI_LIMIT`
 */
export function parseIndex(bytes: Uint8Array, options: ParseOptions = {}): ImageIndex {
  const check = (index: ImageIndex, faults: Faults): void => {
    refuse(index, ['layers', 'config', 'fsLayers'], faults, 'an image index')
    if (index.mediaType !== undefined && !isIndexType(index.mediaType)) {
      faults.add('mediaType', `is ${index.mediaType}, which is no image index`)
    }
  }
  return parse(
    bytes,
    { shape: indexShape, doing: 'Reading an image index', code: 'ERR_OCI_INDEX_INVALID', check },
    options.limits,
  )
}

/**
 * Reads an image configuration (OCI image-spec v1.1 config.md; Docker's).
 *
 * @throws OciError `ERR_OCI_CONFIG_INVALID` with every fault in `details.faults`, `ERR_OCI_LIMIT`
 */
export function parseConfig(bytes: Uint8Array, options: ParseOptions = {}): ImageConfig {
  return parse(
    bytes,
    { shape: configShape, doing: 'Reading an image configuration', code: 'ERR_OCI_CONFIG_INVALID' },
    options.limits,
  )
}

/**
 * Reads one descriptor (OCI image-spec v1.1 descriptor.md).
 *
 * @throws OciError `ERR_OCI_DESCRIPTOR_INVALID` with every fault in `details.faults`, `ERR_OCI_LIMIT`
 */
export function parseDescriptor(bytes: Uint8Array, options: ParseOptions = {}): Descriptor {
  return parse(
    bytes,
    { shape: descriptorShape, doing: 'Reading a descriptor', code: 'ERR_OCI_DESCRIPTOR_INVALID' },
    options.limits,
  )
}
