import type { Descriptor, Platform } from './descriptor.ts'
import { type Digest, isDigest } from './digest.ts'
import type { ContainerConfig, HealthCheck, History, ImageConfig, RootFs } from './image-config.ts'
import type { ImageIndex, Manifest } from './manifest.ts'
import { always, boolean, integer, list, map, object, optional, required, type Shape, string } from './shape.ts'

// Field order is that of the Go structs in google/go-containerregistry pkg/v1 (manifest.go, config.go, platform.go):
// encoding/json writes struct fields in the order of their declaration.

const digest: Shape<Digest> = string<Digest>((text) =>
  isDigest(text) ? undefined : 'must be sha256: or sha512: and lower-case hex',
)

// RFC 6838 section 4.2: a media type is type "/" subtype of restricted names.
const mediaType: Shape<string> = string((text) =>
  /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}(?:\s*;.*)?$/.test(text)
    ? undefined
    : 'must be a media type (RFC 6838)',
)

const strings: Shape<readonly string[]> = list(string())
const stringMap: Shape<Readonly<Record<string, string>>> = map(string())
const set: Shape<Readonly<Record<string, Record<string, never>>>> = map(object<Record<string, never>>({}))

const platform: Shape<Platform> = object<Platform>({
  architecture: required(string()),
  os: required(string()),
  'os.version': optional(string()),
  'os.features': optional(strings),
  variant: optional(string()),
  features: optional(strings),
})

/** Shape of a descriptor. */
export const descriptorShape: Shape<Descriptor> = object<Descriptor>({
  mediaType: required(mediaType),
  size: required(integer(0)),
  digest: required(digest),
  data: optional(string()),
  urls: optional(strings),
  annotations: optional(stringMap),
  platform: optional(platform),
  artifactType: optional(string()),
})

const schemaVersion: Shape<2> = integer<2>(2, 2)

/** Shape of an image manifest. */
export const manifestShape: Shape<Manifest> = object<Manifest>({
  schemaVersion: required(schemaVersion),
  mediaType: optional(mediaType),
  artifactType: optional(mediaType),
  config: required(descriptorShape),
  layers: required(list(descriptorShape)),
  annotations: optional(stringMap),
  subject: optional(descriptorShape),
})

/** Shape of an index. */
export const indexShape: Shape<ImageIndex> = object<ImageIndex>({
  schemaVersion: required(schemaVersion),
  mediaType: optional(mediaType),
  artifactType: optional(mediaType),
  manifests: required(list(descriptorShape)),
  annotations: optional(stringMap),
  subject: optional(descriptorShape),
})

const history: Shape<History> = object<History>({
  author: optional(string()),
  created: optional(string()),
  created_by: optional(string()),
  comment: optional(string()),
  empty_layer: optional(boolean),
})

const healthCheck: Shape<HealthCheck> = object<HealthCheck>({
  Test: optional(strings),
  Interval: optional(integer(0)),
  Timeout: optional(integer(0)),
  StartPeriod: optional(integer(0)),
  StartInterval: optional(integer(0)),
  Retries: optional(integer(0)),
})

const containerConfig: Shape<ContainerConfig> = object<ContainerConfig>({
  AttachStderr: optional(boolean),
  AttachStdin: optional(boolean),
  AttachStdout: optional(boolean),
  Cmd: optional(strings),
  Healthcheck: optional(healthCheck),
  Domainname: optional(string()),
  Entrypoint: optional(strings),
  Env: optional(strings),
  Hostname: optional(string()),
  Image: optional(string()),
  Labels: optional(stringMap),
  OnBuild: optional(strings),
  OpenStdin: optional(boolean),
  StdinOnce: optional(boolean),
  Tty: optional(boolean),
  User: optional(string()),
  Volumes: optional(set),
  WorkingDir: optional(string()),
  ExposedPorts: optional(set),
  ArgsEscaped: optional(boolean),
  NetworkDisabled: optional(boolean),
  MacAddress: optional(string()),
  StopSignal: optional(string()),
  Shell: optional(strings),
})

const rootFs: Shape<RootFs> = object<RootFs>({
  type: required(string<'layers'>((text) => (text === 'layers' ? undefined : 'must be "layers"'))),
  diff_ids: always(list(digest), () => []),
})

/** Shape of an image configuration. */
export const configShape: Shape<ImageConfig> = object<ImageConfig>({
  architecture: required(string()),
  author: optional(string()),
  container: optional(string()),
  created: optional(string()),
  docker_version: optional(string()),
  history: optional(list(history)),
  os: required(string()),
  rootfs: required(rootFs),
  config: always(containerConfig, () => ({})),
  'os.version': optional(string()),
  variant: optional(string()),
  'os.features': optional(strings),
})
