import { alpineRelease } from '@nacre/apk/repository'
import { architectures } from '../architecture.ts'
import {
  type EntrypointEntry,
  emptyDefinition,
  type ImageDefinition,
  type PathEntry,
  type RepositoryEntry,
  type UserEntry,
} from '../definition/definition.ts'
import { parseRepositoryLine } from '../definition/repository-line.ts'
import type { ApkoConfiguration, ApkoPath } from './configuration.ts'
import { SERVICE_BUNDLE } from './service-bundle.ts'

type Accounts = NonNullable<ApkoConfiguration['accounts']>

/** The definition that a checked configuration stands for, under the profile `apko`. */
export function toDefinition(configuration: ApkoConfiguration): ImageDefinition {
  const { contents = {}, accounts = {}, certificates, format } = configuration
  const { baseimage, packages = [] } = contents
  return {
    ...emptyDefinition,
    profile: 'apko',
    repositories: repositoriesOf(contents),
    keyring: contents.keyring ?? [],
    runtimeKeyring: contents.runtime_keyring ?? [],
    packages,
    ...(baseimage?.image && { base: { reference: baseimage.image, ...optional('index', baseimage.apkindex) } }),
    ...optional('entrypoint', entrypointOf(configuration.entrypoint)),
    ...(configuration.cmd ? { cmd: { command: configuration.cmd } } : {}),
    ...optional('stopSignal', configuration['stop-signal'] || undefined),
    ...optional('workdir', configuration['work-dir'] || undefined),
    accounts: accountsOf(accounts),
    archs: (configuration.archs ?? []).map(ociName),
    environment: configuration.environment ?? {},
    paths: (configuration.paths ?? []).map(pathOf),
    annotations: configuration.annotations ?? {},
    volumes: configuration.volumes ?? [],
    ...optional('vcsUrl', configuration['vcs-url'] || undefined),
    ...optional('layering', layeringOf(configuration.layering)),
    ...optional('format', format || undefined),
    ...(certificates && { certificates: certificatesOf(certificates) }),
  }
}

function repositoriesOf(contents: NonNullable<ApkoConfiguration['contents']>): RepositoryEntry[] {
  const { build_repositories: build = [], runtime_repositories: runtime = [], repositories = [] } = contents
  return [
    ...build.map((line): RepositoryEntry => ({ ...repositoryOf(line), use: 'build' })),
    ...runtime.map((line): RepositoryEntry => ({ ...repositoryOf(line), use: 'runtime' })),
    ...repositories.map(repositoryOf),
  ]
}

/** A tagged line gets no key discovery, as in apko: what is discovered becomes a file of the image (`etc/apk/keys`). */
function repositoryOf(line: string): RepositoryEntry {
  const entry = parseRepositoryLine(line)
  if (entry.tag !== undefined) return entry
  if (alpineRelease(entry.location) !== undefined) return { ...entry, discoverKeys: 'alpine' }
  return entry.location.startsWith('https://') ? { ...entry, discoverKeys: 'jwks' } : entry
}

/** A service bundle runs s6 whatever the command says (apko 1.2, `ValidateServiceBundle`). */
function entrypointOf(entrypoint: ApkoConfiguration['entrypoint']): EntrypointEntry | undefined {
  if (entrypoint === undefined) return undefined
  const { type, command, services, 'shell-fragment': shellFragment } = entrypoint
  const isBundle = type === SERVICE_BUNDLE.type
  const entry: EntrypointEntry = {
    ...optional('command', isBundle ? SERVICE_BUNDLE.command : command || undefined),
    ...optional('shellFragment', shellFragment || undefined),
    ...optional('type', type || undefined),
    ...(services && Object.keys(services).length > 0 ? { services } : {}),
  }
  return Object.keys(entry).length === 0 ? undefined : entry
}

function accountsOf({ 'run-as': runAs, users = [], groups = [] }: Accounts): ImageDefinition['accounts'] {
  return {
    ...optional('runAs', runAs || undefined),
    users: users.map(
      ({ username = '', uid = 0, gid, homedir, shell }): UserEntry => ({
        name: username,
        uid,
        ...optional('gid', gid),
        // apko 1.2, `Validate`: the home is filled in when the configuration is read.
        home: homedir || `/home/${username}`,
        ...optional('shell', shell || undefined),
      }),
    ),
    groups: groups.map(({ groupname = '', gid = 0, members }) => ({
      name: groupname,
      gid,
      ...(members && members.length > 0 ? { members } : {}),
    })),
  }
}

/** An absent mode is 0 (apko 1.2, `mutatePaths`: every mutation ends with a chmod). */
function pathOf({ path = '', type, uid, gid, permissions = 0, source = '', recursive }: ApkoPath): PathEntry {
  const attributes = {
    path,
    mode: permissions,
    ...optional('uid', uid),
    ...optional('gid', gid),
    ...(recursive ? { recursive } : {}),
  }
  switch (type) {
    case 'symlink':
    case 'hardlink':
      return { type, ...attributes, source }
    case 'directory':
    case 'empty-file':
      return { type, ...attributes }
    default:
      return { type: 'permissions', ...attributes }
  }
}

/** An empty one asks for a single layer, as none does, but stays in what the image tells of itself (`etc/apko.json`). */
function layeringOf(layering: ApkoConfiguration['layering']): ImageDefinition['layering'] {
  if (layering === undefined) return undefined
  return layering.strategy === 'origin'
    ? { strategy: 'origin', ...optional('budget', layering.budget) }
    : { strategy: 'single' }
}

function certificatesOf({
  additional,
  providers,
}: NonNullable<ApkoConfiguration['certificates']>): NonNullable<ImageDefinition['certificates']> {
  return { ...optional('additional', additional), ...optional('providers', providers) }
}

/** OCI's name of an architecture; one that nobody knows stays as it is. */
function ociName(name: string): string {
  return architectures.find(({ apk, oci }) => apk === name || oci === name)?.oci ?? name
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V })
}
