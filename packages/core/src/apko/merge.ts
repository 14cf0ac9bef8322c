import type { ApkoConfiguration } from './configuration.ts'
import type { ValuePath } from './fault.ts'
import type { Places } from './positions.ts'

/** A configuration with the places that its values come from. */
export interface Located {
  readonly configuration: ApkoConfiguration
  readonly places: Places
}

/**
 * An included configuration under the one that includes it, which wins (apko 1.2, image_configuration.go, `MergeInto`): lists are
 * joined, the included items first; maps are filled up; everything else is taken over where it is empty, as a whole.
 * `vcs-url` and `include` stay those of the including file.
 */
export function merge(included: Located, own: Located): Located {
  const [under, over] = [included.configuration, own.configuration]
  const configuration: ApkoConfiguration = dropAbsent({
    contents: mergeContents(under.contents, over.contents),
    entrypoint: isEmpty(over.entrypoint) ? under.entrypoint : over.entrypoint,
    cmd: over.cmd || under.cmd,
    'stop-signal': over['stop-signal'] || under['stop-signal'],
    'work-dir': over['work-dir'] || under['work-dir'],
    accounts: mergeAccounts(under.accounts, over.accounts),
    archs: over.archs?.length ? over.archs : under.archs,
    environment: fill(under.environment, over.environment),
    paths: join(under.paths, over.paths),
    'vcs-url': over['vcs-url'],
    annotations: fill(under.annotations, over.annotations),
    include: over.include,
    volumes: join(under.volumes, over.volumes),
    layering: over.layering ?? under.layering,
    format: over.format || under.format,
    certificates: over.certificates ?? under.certificates,
  })
  return { configuration, places: mergedPlaces(included, own) }
}

const LISTS: readonly ValuePath[] = [
  ['contents', 'build_repositories'],
  ['contents', 'runtime_repositories'],
  ['contents', 'repositories'],
  ['contents', 'keyring'],
  ['contents', 'runtime_keyring'],
  ['contents', 'packages'],
  ['accounts', 'users'],
  ['accounts', 'groups'],
  ['paths'],
  ['volumes'],
]

type Contents = ApkoConfiguration['contents']

function mergeContents(under: Contents, over: Contents): Contents {
  if (under === undefined || over === undefined) return over ?? under
  return dropAbsent({
    build_repositories: join(under.build_repositories, over.build_repositories),
    runtime_repositories: join(under.runtime_repositories, over.runtime_repositories),
    repositories: join(under.repositories, over.repositories),
    keyring: join(under.keyring, over.keyring),
    runtime_keyring: join(under.runtime_keyring, over.runtime_keyring),
    packages: join(under.packages, over.packages),
    baseimage: over.baseimage ?? under.baseimage,
  })
}

type Accounts = ApkoConfiguration['accounts']

function mergeAccounts(under: Accounts, over: Accounts): Accounts {
  if (under === undefined || over === undefined) return over ?? under
  return dropAbsent({
    'run-as': over['run-as'] || under['run-as'],
    users: join(under.users, over.users),
    groups: join(under.groups, over.groups),
  })
}

function join<T>(under: T[] | undefined, over: T[] | undefined): T[] | undefined {
  return under === undefined || over === undefined ? (over ?? under) : [...under, ...over]
}

type Texts = Record<string, string> | undefined

function fill(under: Texts, over: Texts): Texts {
  return under === undefined ? over : { ...under, ...over }
}

function isEmpty(value: object | undefined): boolean {
  return value === undefined || Object.values(value).every((field) => field === '')
}

/** The object without the fields that are undefined. */
function dropAbsent<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T
}

/** An item of a joined list stands in the file that brought it; everything else in the including file, if it is there. */
function mergedPlaces(included: Located, own: Located): Places {
  const choose = (path: ValuePath): [Places, ValuePath] => {
    const list = LISTS.find((one) => one.length < path.length && one.every((step, i) => step === path[i]))
    if (list === undefined) return own.places.has(path) ? [own.places, path] : [included.places, path]
    const before = listLength(included.configuration, list)
    const index = Number(path[list.length])
    if (index < before) return [included.places, path]
    return [own.places, [...list, index - before, ...path.slice(list.length + 1)]]
  }
  return {
    find: (path) => {
      const [places, at] = choose(path)
      return places.find(at)
    },
    has: (path) => {
      const [places, at] = choose(path)
      return places.has(at)
    },
  }
}

function listLength(configuration: ApkoConfiguration, list: ValuePath): number {
  const found = list.reduce<unknown>(
    (value, step) => (value === undefined ? undefined : (value as Record<string, unknown>)[step]),
    configuration,
  )
  return Array.isArray(found) ? found.length : 0
}
