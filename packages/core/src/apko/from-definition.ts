import type { ImageDefinition, PathEntry, RepositoryEntry } from '../definition/definition.ts'
import type { ApkoConfiguration, ApkoPath } from './configuration.ts'
import { quoteWords } from './quote-words.ts'
import { SERVICE_BUNDLE } from './service-bundle.ts'

/** A configuration, and the fields of the definition that it could not take up: their names with the reason. */
export interface ToldConfiguration {
  readonly configuration: ApkoConfiguration
  readonly unsaid: readonly { readonly field: string; readonly reason: string }[]
}

/** The configuration that says what a definition says, as far as apko's format goes. */
export function fromDefinition(definition: ImageDefinition): ToldConfiguration {
  const unsaid: { field: string; reason: string }[] = []
  const leave = (field: string, reason: string): void => void unsaid.push({ field, reason })
  const configuration: ApkoConfiguration = compact({
    contents: contentsOf(definition, leave),
    entrypoint: entrypointOf(definition),
    cmd: cmdOf(definition),
    'stop-signal': definition.stopSignal,
    'work-dir': definition.workdir,
    accounts: accountsOf(definition),
    archs: [...definition.archs],
    environment: { ...definition.environment },
    paths: pathsOf(definition.paths, leave),
    'vcs-url': definition.vcsUrl,
    annotations: { ...definition.annotations },
    volumes: [...definition.volumes],
    format: formatOf(definition, leave),
  })
  const layering = layeringOf(definition, leave)
  if (layering !== undefined) configuration.layering = layering
  const certificates = certificatesOf(definition)
  if (certificates !== undefined) configuration.certificates = certificates
  for (const label of Object.keys(definition.labels)) {
    leave(`labels.${label}`, 'apko makes labels of annotations only')
  }
  definition.ports.forEach((port, i) => {
    leave(`ports[${i}]`, `apko exposes no ports (${port})`)
  })
  return { configuration, unsaid }
}

type Leave = (field: string, reason: string) => void

function contentsOf(definition: ImageDefinition, leave: Leave): ApkoConfiguration['contents'] {
  const keyring: string[] = []
  definition.keyring.forEach((key, i) => {
    if (typeof key === 'string') keyring.push(key)
    else leave(`keyring[${i}]`, `apko trusts keys by path or URL only, and ${key.name} is given by its text`)
  })
  const packages = definition.packages.filter((entry, i) => {
    if (entry.startsWith('!')) leave(`packages[${i}]`, `apko refuses no packages (${entry})`)
    return !entry.startsWith('!')
  })
  definition.repositories.forEach(({ location }, i) => {
    if (location.startsWith('memory:')) leave(`repositories[${i}]`, 'this repository lives in memory')
  })
  const lines = (use: RepositoryEntry['use']): string[] =>
    definition.repositories
      .filter((entry) => entry.use === use && !entry.location.startsWith('memory:'))
      .map(({ tag, location }) => (tag === undefined ? location : `@${tag} ${location}`))
  const { base } = definition
  return compact({
    build_repositories: lines('build'),
    runtime_repositories: lines('runtime'),
    repositories: lines(undefined),
    keyring,
    runtime_keyring: definition.runtimeKeyring.map((key) => ({ ...key })),
    packages,
    baseimage: base && baseOf(base, leave),
  })
}

function baseOf(
  base: NonNullable<ImageDefinition['base']>,
  leave: Leave,
): { image: string; apkindex: string } | undefined {
  if (base.index !== undefined) return { image: base.reference, apkindex: base.index }
  leave('base', 'apko takes a base only with the directory of its package lists')
  return undefined
}

function entrypointOf({ entrypoint }: ImageDefinition): ApkoConfiguration['entrypoint'] {
  if (entrypoint === undefined) return undefined
  const { type, args, command, shellFragment, services } = entrypoint
  const isBundle = type === SERVICE_BUNDLE.type
  return compact({
    type,
    command: isBundle ? undefined : args === undefined ? command : quoteWords(args),
    'shell-fragment': shellFragment,
    services: services && { ...services },
  })
}

function cmdOf({ cmd }: ImageDefinition): string | undefined {
  if (cmd === undefined) return undefined
  return 'args' in cmd ? quoteWords(cmd.args) : cmd.command
}

function accountsOf({ accounts: { runAs, users, groups } }: ImageDefinition): ApkoConfiguration['accounts'] {
  return compact({
    'run-as': runAs,
    users: users.map(({ name, uid, gid, home, shell }) => compact({ username: name, uid, gid, shell, homedir: home })),
    groups: groups.map(({ name, gid, members }) => compact({ groupname: name, gid, members: members && [...members] })),
  })
}

function pathsOf(paths: readonly PathEntry[], leave: Leave): ApkoPath[] {
  return paths.flatMap((entry, i): ApkoPath[] => {
    if (entry.type === 'file' || entry.type === 'tree') {
      leave(`paths[${i}]`, `apko brings no files of its own (${entry.path})`)
      return []
    }
    const { path, type, mode, uid, gid, recursive } = entry
    if (mode === undefined) leave(`paths[${i}].mode`, `apko sets a mode at every path, and ${path} has none given`)
    const source = 'source' in entry ? entry.source : undefined
    return [compact({ path, type, uid, gid, permissions: mode === 0 ? undefined : mode, source, recursive })]
  })
}

function layeringOf({ layering }: ImageDefinition, leave: Leave): ApkoConfiguration['layering'] {
  if (layering === undefined) return undefined
  if (layering.strategy === 'single') return {}
  if (layering.strategy === 'origin') return compact({ strategy: 'origin' as const, budget: layering.budget })
  leave('layering', `apko has no layering by ${layering.strategy}`)
  return undefined
}

function formatOf({ format }: ImageDefinition, leave: Leave): ApkoConfiguration['format'] {
  if (format === undefined || format === 'tar' || format === 'erofs') return format
  leave('format', `apko has no layers of the format ${format}`)
  return undefined
}

function certificatesOf({ certificates }: ImageDefinition): ApkoConfiguration['certificates'] {
  return (
    certificates &&
    compact({
      additional: certificates.additional?.map((one) => ({ ...one })),
      providers: certificates.providers && [...certificates.providers],
    })
  )
}

/** The object without what is undefined or an empty list, map or object. */
function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, field]) => field !== undefined && !(typeof field === 'object' && Object.keys(field as object).length === 0),
    ),
  ) as T
}
