import type { Digest } from './digest.ts'

/** How one layer (or one step without a layer) came to be (image-spec v1.1, config.md, `history`). */
export interface History {
  readonly author?: string
  /** RFC 3339. */
  readonly created?: string
  readonly created_by?: string
  readonly comment?: string
  readonly empty_layer?: boolean
}

/** Health check as Docker's config carries it; times in nanoseconds. */
export interface HealthCheck {
  readonly Test?: readonly string[]
  readonly Interval?: number
  readonly Timeout?: number
  readonly StartPeriod?: number
  readonly StartInterval?: number
  readonly Retries?: number
}

/** What a container started from the image gets by default (image-spec v1.1, config.md, `config`; Docker's further fields). */
export interface ContainerConfig {
  readonly AttachStderr?: boolean
  readonly AttachStdin?: boolean
  readonly AttachStdout?: boolean
  readonly Cmd?: readonly string[]
  readonly Healthcheck?: HealthCheck
  readonly Domainname?: string
  readonly Entrypoint?: readonly string[]
  /** `NAME=value` each. */
  readonly Env?: readonly string[]
  readonly Hostname?: string
  readonly Image?: string
  readonly Labels?: Readonly<Record<string, string>>
  readonly OnBuild?: readonly string[]
  readonly OpenStdin?: boolean
  readonly StdinOnce?: boolean
  readonly Tty?: boolean
  readonly User?: string
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>
  readonly WorkingDir?: string
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>
  readonly ArgsEscaped?: boolean
  readonly NetworkDisabled?: boolean
  readonly MacAddress?: string
  readonly StopSignal?: string
  readonly Shell?: readonly string[]
}

/** Digests of the uncompressed layers, oldest first. */
export interface RootFs {
  readonly type: 'layers'
  readonly diff_ids: readonly Digest[]
}

/** Image configuration (image-spec v1.1, config.md). */
export interface ImageConfig {
  readonly architecture: string
  readonly author?: string
  readonly container?: string
  /** RFC 3339. */
  readonly created?: string
  readonly docker_version?: string
  readonly history?: readonly History[]
  readonly os: string
  readonly rootfs: RootFs
  readonly config: ContainerConfig
  readonly 'os.version'?: string
  readonly variant?: string
  readonly 'os.features'?: readonly string[]
}
