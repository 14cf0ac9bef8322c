import type { ContainerConfig, Digest, History, ImageConfig } from '@nacre/oci'
import { SERVICE_BUNDLE } from '../apko/service-bundle.ts'
import type { Architecture } from '../architecture.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { timestamp } from '../epoch.ts'
import { splitWords } from './split-words.ts'

/** What a config is made from beside the definition. */
export interface ConfigInput {
  readonly definition: ImageDefinition
  readonly architecture: Architecture
  readonly diffIds: readonly Digest[]
  /** Seconds since 1970: date of the image and of its history. */
  readonly epoch: number
  /** The user as the config names it, with a name already turned into an id. */
  readonly runAs?: string
  /** Labels of the container config. */
  readonly labels: Readonly<Record<string, string>>
  /** The config of the image that this one is built upon. */
  readonly base?: ImageConfig
  /** Whether environment and labels of that image stay. */
  readonly inherits?: boolean
}

const DEFAULT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin',
  SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
}

/** The image config of one architecture (OCI image-spec v1.1, config.md). */
export function imageConfig(input: ConfigInput): ImageConfig {
  const { architecture, epoch, base, diffIds } = input
  const { platform } = architecture
  return {
    architecture: platform.architecture,
    author: 'nacre',
    created: timestamp(epoch),
    history: [...(base?.history ?? []), ...historyOf(input)],
    os: platform.os,
    rootfs: { type: 'layers', diff_ids: [...(base?.rootfs.diff_ids ?? []), ...diffIds] },
    config: containerConfig(input),
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
  }
}

function historyOf({ definition: { annotations }, diffIds, epoch }: ConfigInput): History[] {
  const title = annotations['org.opencontainers.image.title']
  const vendor = annotations['org.opencontainers.image.vendor']
  const comment = title !== undefined && vendor !== undefined ? `${title} by ${vendor}` : undefined
  const entry = {
    author: 'nacre',
    created: timestamp(epoch),
    created_by: 'nacre',
    ...(comment === undefined ? {} : { comment }),
  }
  return diffIds.map(() => entry)
}

function containerConfig(input: ConfigInput): ContainerConfig {
  const { definition, base } = input
  const entrypoint = entrypointOf(definition)
  const cmd = cmdOf(definition)
  return {
    ...base?.config,
    ...(cmd === undefined ? {} : { Cmd: cmd }),
    ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }),
    Env: environmentOf(input),
    ...labelsField(input),
    ...(input.runAs ? { User: input.runAs } : {}),
    ...(definition.volumes.length === 0 ? {} : { Volumes: emptyObjects(definition.volumes) }),
    ...(definition.workdir ? { WorkingDir: definition.workdir } : {}),
    ...(definition.ports.length === 0 ? {} : { ExposedPorts: emptyObjects(definition.ports) }),
    ...(definition.stopSignal ? { StopSignal: definition.stopSignal } : {}),
  }
}

function entrypointOf({ entrypoint }: ImageDefinition): readonly string[] | undefined {
  if (entrypoint === undefined) return undefined
  if (entrypoint.shellFragment) return ['/bin/sh', '-c', entrypoint.shellFragment]
  if (entrypoint.args !== undefined) return entrypoint.args
  const command = entrypoint.type === SERVICE_BUNDLE.type ? SERVICE_BUNDLE.command : entrypoint.command
  return command ? splitWords(command, 'entrypoint') : undefined
}

function cmdOf({ cmd }: ImageDefinition): readonly string[] | undefined {
  if (cmd === undefined) return undefined
  if ('args' in cmd) return cmd.args
  return cmd.command === '' ? undefined : splitWords(cmd.command, 'cmd')
}

function environmentOf({ definition: { environment }, base, inherits }: ConfigInput): string[] {
  const below = inherits ? (base?.config.Env ?? []) : []
  const inherited = Object.fromEntries(below.map((text) => [text.split('=', 1)[0], text.slice(text.indexOf('=') + 1)]))
  return Object.entries({ ...DEFAULT_ENVIRONMENT, ...inherited, ...environment })
    .map(([name, value]) => `${name}=${value}`)
    .sort()
}

function labelsField({ labels, base, inherits }: ConfigInput): Pick<ContainerConfig, 'Labels'> {
  const all = inherits ? { ...base?.config.Labels, ...labels } : labels
  if (Object.keys(all).length > 0) return { Labels: all }
  return {}
}

function emptyObjects(names: readonly string[]): Record<string, Record<string, never>> {
  return Object.fromEntries([...names].sort().map((name) => [name, {}]))
}
