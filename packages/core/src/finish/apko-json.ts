import { SERVICE_BUNDLE } from '../apko/service-bundle.ts'
import { architecture } from '../architecture.ts'
import type { ImageDefinition, PathEntry, RepositoryEntry, UserEntry } from '../definition/definition.ts'
import { compareNames } from '../rootfs/path.ts'
import { goJson } from './go-json.ts'

/** What the configuration in an image tells beside the definition. */
export interface ApkoJsonInput {
  readonly definition: ImageDefinition
  /** OCI name of the architecture that the image is for. */
  readonly arch: string
  /** `name=version` of every package, sorted. */
  readonly packages: readonly string[]
  /** What the image runs as, a name already turned into an id. */
  readonly runAs: string | undefined
}

/** `/etc/apko.json`: the configuration as apko 1.2 leaves it in an image, packages and architecture as they were locked. */
export function apkoJson(input: ApkoJsonInput): string {
  return `${goJson(apkoConfiguration(input))}\n`
}

/** The definition in the shape and order of apko's `ImageConfiguration` (apko 1.2, `pkg/build/types`), with its omissions. */
export function apkoConfiguration({ definition, arch, packages, runAs }: ApkoJsonInput): object {
  const { accounts, base, certificates, entrypoint, layering } = definition
  return {
    contents: given({
      build_repositories: sorted(repositories(definition, 'build')),
      runtime_repositories: repositories(definition, 'runtime'),
      repositories: sorted(repositories(definition, undefined)),
      keyring: sorted(definition.keyring.map((key) => (typeof key === 'string' ? key : key.name))),
      runtime_keyring: definition.runtimeKeyring.map(({ name, content }) => given({ name, content })),
      packages,
      baseimage: base && given({ image: base.reference, apkindex: base.index }),
    }),
    entrypoint: given({
      type: entrypoint?.type,
      command: commandOf(entrypoint),
      'shell-fragment': entrypoint?.shellFragment,
      services: sortedRecord(entrypoint?.services),
    }),
    ...given({
      cmd: definition.cmd && ('args' in definition.cmd ? shellText(definition.cmd.args) : definition.cmd.command),
      'stop-signal': definition.stopSignal,
      'work-dir': definition.workdir,
    }),
    accounts: given({
      'run-as': runAs,
      users: accounts.users.map(userOf),
      groups: accounts.groups.map(({ name, gid, members }) => given({ groupname: name, gid, members })),
    }),
    ...given({
      archs: [architecture(arch).oci],
      environment: sortedRecord(definition.environment),
      paths: definition.paths.map(pathOf),
      annotations: sortedRecord(definition.annotations),
      volumes: definition.volumes,
    }),
    ...(layering && {
      layering: given(layering.strategy === 'single' ? {} : { strategy: layering.strategy, budget: layering.budget }),
    }),
    ...given({ format: definition.format }),
    ...(certificates && {
      certificates: given({
        additional: certificates.additional?.map(({ name, content }) => given({ name, content })),
        providers: certificates.providers,
      }),
    }),
  }
}

function commandOf(entrypoint: ImageDefinition['entrypoint']): string | undefined {
  if (entrypoint?.type === SERVICE_BUNDLE.type) return SERVICE_BUNDLE.command
  return entrypoint?.command ?? shellText(entrypoint?.args)
}

function repositories({ repositories: all }: ImageDefinition, use: RepositoryEntry['use']): string[] {
  return all
    .filter((entry) => entry.use === use)
    .map(({ location, tag }) => (tag === undefined ? location : `@${tag} ${location}`))
}

function userOf({ name, uid, gid, home, shell }: UserEntry): object {
  return {
    ...given({ username: name, uid }),
    ...present({ gid }),
    ...given({ shell, homedir: home || `/home/${name}` }),
  }
}

function pathOf(entry: PathEntry): object {
  const { path, type, uid, gid, mode, recursive } = entry
  const source = 'source' in entry ? entry.source : undefined
  return { ...given({ path, type }), ...present({ uid, gid }), ...given({ permissions: mode, source, recursive }) }
}

// Go leaves out what is empty, zero or false (encoding/json, omitempty) ...
function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => Boolean(value) && !(Array.isArray(value) && value.length === 0)),
  )
}

// ... but not what a pointer leads to.
function present(fields: Readonly<Record<string, number | undefined>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compareNames)
}

function sortedRecord(record: Readonly<Record<string, string>> | undefined): object | undefined {
  const keys = Object.keys(record ?? {}).sort(compareNames)
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key) => [key, record![key]]))
}

// Words as a shell would have to write them, for definitions that give arguments and not text.
function shellText(args: readonly string[] | undefined): string | undefined {
  return args?.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ')
}
