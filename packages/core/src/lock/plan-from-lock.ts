import { basename } from 'node:path'
import {
  type IndexRecord,
  type Keyring,
  Keyring as Keys,
  type Repository,
  type Solution,
  SolverError,
  solve,
} from '@nacre/apk'
import { type Architecture, architecture } from '../architecture.ts'
import type { ImageDefinition, KeyEntry } from '../definition/definition.ts'
import { formatRepositoryLine } from '../definition/repository-line.ts'
import { ImageError } from '../error.ts'
import { requestedPackages } from '../install/world.ts'
import type { ArchitecturePlan } from '../plan/plan.ts'
import type { PlanInput } from '../plan/plan-input.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import { profiles } from '../profile.ts'
import { loadKeyring } from '../repositories/keyring.ts'
import { handedOver, openRepository } from '../repositories/open.ts'
import { checkLockFits } from './check-lock.ts'
import type { Lock, LockedPackage } from './lock.ts'
import { lockedEntries } from './locked-entry.ts'
import { lockedRepository } from './locked-repository.ts'
import { withoutCredentials } from './locked-url.ts'
import { type LockSource, type ReadLock, readLock } from './read-lock.ts'

/**
 * The plan that a lock holds: no index is read, nothing is resolved. Where no architecture is named it is for all that are locked.
 *
 * @throws ImageError `ERR_IMAGE_LOCK_UNREADABLE`, `ERR_IMAGE_LOCK_FORMAT`, `ERR_IMAGE_LOCK_STALE`, `ERR_IMAGE_LOCK_ARCH`
 */
export async function planFromLock(source: LockSource, input: PlanInput): Promise<ArchitecturePlan[]> {
  const { definition, attachments, services, onEvent } = input
  const read = await readLock(source, services)
  checkLockFits(read, definition, attachments, onEvent)
  const entries = read.kind === 'nacre' ? nacreEntries(read.lock) : lockedEntries(read.lock, read.name)
  const architectures = input.architectures.length === 0 ? [...entries.keys()].map(architecture) : input.architectures
  checkArchitectures(read, entries, architectures)
  const plans: ArchitecturePlan[] = []
  for (const wanted of architectures) {
    const { apk } = wanted
    const packages = entries.get(apk) ?? []
    const base = (await input.bases(wanted))?.image.descriptor.digest
    checkBase(read, apk, base)
    const keyring = await keyringOf(read, input, apk)
    const bytes = packages.reduce((sum, { size }) => sum + size, 0)
    onEvent?.({ kind: 'resolved', arch: apk, packages: packages.length, bytes })
    plans.push(planOf(read, { packages, keyring, arch: apk, base }, input))
  }
  return plans
}

function nacreEntries({ architectures }: Lock): ReadonlyMap<string, readonly LockedPackage[]> {
  return new Map(Object.entries(architectures).map(([arch, { packages }]) => [arch, packages]))
}

function checkArchitectures(
  { name }: ReadLock,
  entries: ReadonlyMap<string, unknown>,
  architectures: readonly Architecture[],
): void {
  const missing = architectures.map(({ apk }) => apk).filter((apk) => !entries.has(apk))
  if (missing.length === 0) return
  const locked = [...entries.keys()]
  throw new ImageError(
    'ERR_IMAGE_LOCK_ARCH',
    `Building from the lock ${name}: it holds nothing for ${missing.join(', ')}, only ${locked.join(', ') || 'nothing at all'}. Make the lock anew with all architectures, or build fewer.`,
    { details: { lock: name, missing, locked } },
  )
}

/** An apko lock does not tell which base it was made upon. */
function checkBase({ kind, name, lock }: ReadLock, arch: string, base: string | undefined): void {
  const locked = kind === 'nacre' ? lock.architectures[arch]?.base : base
  if (locked === base) return
  const difference = `base for ${arch}: ${locked ?? 'none'} locked, ${base ?? 'none'} found`
  throw new ImageError(
    'ERR_IMAGE_LOCK_STALE',
    `Building from the lock ${name}: the base image has changed (${difference}). Name the base by its digest, or make the lock anew.`,
    { details: { lock: name, differences: [difference] } },
  )
}

/** nacre's lock has the keys; apko's has those that were configured, and leaves published ones to be looked up. */
async function keyringOf(read: ReadLock, { definition, services }: PlanInput, arch: string): Promise<Keyring> {
  if (read.kind === 'nacre') {
    const { keyring, architectures } = read.lock
    const names = architectures[arch]?.keys ?? []
    return Keys.of(Object.fromEntries(names.flatMap((name) => (keyring[name] ? [[name, keyring[name]]] : []))))
  }
  const contents = new Map((read.lock.contents.keyring ?? []).map(({ url, content }) => [url, content]))
  const keyring = definition.keyring.map((entry): KeyEntry => {
    const content = typeof entry === 'string' ? contents.get(entry) : undefined
    return typeof entry === 'string' && content ? { name: basename(entry), content } : entry
  })
  return await loadKeyring({ ...definition, keyring }, arch, services)
}

interface LockedArchitecture {
  readonly arch: string
  readonly packages: readonly LockedPackage[]
  readonly keyring: Keyring
  readonly base: string | undefined
}

function planOf(read: ReadLock, locked: LockedArchitecture, input: PlanInput): ArchitecturePlan {
  const { arch, keyring, base } = locked
  const open = opener(input, keyring)
  const packages = locked.packages.map((entry): PlannedPackage => {
    const { name, version, tag, url, dataHash } = entry
    return {
      name,
      version,
      record: recordOf(entry),
      repository: lockedRepository(open(entry), entry, arch),
      ...(tag === undefined ? {} : { tag }),
      url,
      ...(dataHash === undefined ? {} : { dataHash }),
    }
  })
  let solution: Solution | undefined
  return {
    arch,
    packages,
    keys: new Map([...keyring.keys()].map((key) => [key.name, key.pem])),
    locked: true,
    ...(base === undefined ? {} : { base }),
    ...(read.kind === 'apko' && profiles[input.definition.profile].world === 'locked'
      ? { pinned: pinnedBy(packages, input.definition) }
      : {}),
    get solution() {
      solution ??= explanation(read, packages, arch)
      return solution
    },
  }
}

/** Opens each repository once: as the definition names it, so that its credentials and live objects serve. */
function opener(
  { definition, attachments, services }: PlanInput,
  keyring: Keyring,
): (entry: LockedPackage) => Repository {
  const opened = new Map<string, Repository>()
  return ({ repository: location, tag }) => {
    const locked = { location, ...(tag === undefined ? {} : { tag }) }
    const line = formatRepositoryLine(locked)
    const known = opened.get(line)
    if (known !== undefined) return known
    const named = definition.repositories.filter((one) => withoutCredentials(one.location) === location)
    const entry = named.find((one) => one.tag === tag) ?? named[0] ?? locked
    const repository = handedOver(entry, attachments, services) ?? openRepository(entry, keyring, services)
    opened.set(line, repository)
    return repository
  }
}

/**
 * The packages as an image out of an apko lock lists them: in the order of the lock and without tags, followed by what the kind of
 * entrypoint needs (apko 1.2, pkg/lock/lock.go, `Arch2LockedPackages`).
 */
function pinnedBy(packages: readonly PlannedPackage[], definition: ImageDefinition): string[] {
  const further = requestedPackages(definition).slice(definition.packages.length)
  return [...packages.map(({ name, version }) => `${name}=${version}`), ...further]
}

/**
 * Who asked for whom among the packages of a lock, which has decided already what is there. An apko lock does not tell what its
 * packages need, so that each of them stands for itself.
 */
function explanation(read: ReadLock, packages: readonly PlannedPackage[], arch: string): Solution {
  const tags = [...new Set(packages.map(({ tag }) => tag))]
  const repositories = tags.map((tag) => ({
    name: tag ?? 'lock',
    ...(tag === undefined ? {} : { tag }),
    records: packages.filter((one) => one.tag === tag).map(({ record }) => record),
  }))
  const exact = packages.map(({ name, version, tag }) => `${name}=${version}${tag === undefined ? '' : `@${tag}`}`)
  if (read.kind === 'apko') return solve({ world: exact, arch, repositories })
  const { profile, packages: world } = read.lock.request
  try {
    return solve({ world, arch, repositories, order: profiles[profile].resolver })
  } catch (error) {
    if (!(error instanceof SolverError)) throw error
    return solve({ world: exact, arch, repositories })
  }
}

function recordOf(locked: LockedPackage): IndexRecord {
  const { name, version, arch, checksum, size, installedSize = 0, origin = name } = locked
  const { providerPriority = 0, depends, provides, installIf } = locked
  return {
    name,
    version,
    arch,
    checksum,
    size,
    installedSize,
    description: '',
    url: '',
    license: '',
    origin,
    maintainer: '',
    buildTime: 0,
    commit: '',
    providerPriority,
    depends: [...(depends ?? [])],
    provides: [...(provides ?? [])],
    installIf: [...(installIf ?? [])],
  }
}
