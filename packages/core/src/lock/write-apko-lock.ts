import { readFile } from 'node:fs/promises'
import { type PackageSegment, packageLayout } from '@nacre/apk'
import { collect, toBase64 } from '@nacre/archive'
import pLimit from 'p-limit'
import type { RepositoryEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { ArchitecturePlan, PlanParts } from '../plan/plan.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import { openServices, type ServiceOptions } from '../services.ts'
import { lockKeyring } from './apko-keyring.ts'
import type { ApkoLock, ApkoLockedPackage, ApkoLockedSegment } from './apko-lock.ts'
import { packageUrl, withoutCredentials } from './locked-url.ts'

/** What an apko lock says beside what a plan knows, and how to reach packages and keys. */
export interface ApkoLockOptions extends ServiceOptions {
  /** The configuration file and its checksum (`sha256-…`); default that which the chain was begun with. */
  readonly config?: { readonly name: string; readonly checksum: string }
}

/** Packages that are fetched at one time. */
const CONCURRENCY = 4

/**
 * A plan in the format of apko's lock files (apko 1.2, internal/cli/lock.go), packages in the order in which they were resolved.
 *
 * @throws ImageError `ERR_IMAGE_LOCK_FORMAT`; ApkError, HttpError
 */
export async function writeApkoLock(
  { definition, attachments, architectures }: PlanParts,
  options: ApkoLockOptions,
): Promise<ApkoLock> {
  const services = await openServices(options)
  const config = options.config ?? attachments.source
  const limit = pLimit(CONCURRENCY)
  const packages: ApkoLockedPackage[] = []
  for (const plan of architectures) {
    packages.push(
      ...(await Promise.all(inResolvedOrder(plan).map((one) => limit(() => lockPackage(one, plan.arch, options))))),
    )
  }
  const listed = (use: RepositoryEntry['use']): ApkoLock['contents']['repositories'] =>
    architectures.flatMap(({ arch }) =>
      definition.repositories.filter((entry) => entry.use === use).map((entry) => lockRepository(entry, arch)),
    )
  return {
    version: 'v1',
    ...(config === undefined ? {} : { config: { name: config.name, checksum: config.checksum } }),
    contents: {
      keyring: await lockKeyring(definition, architectures, services),
      build_repositories: listed('build'),
      runtime_repositories: listed('runtime'),
      repositories: listed(undefined),
      packages,
    },
  }
}

/**
 * apko locks what its first resolution gives, while it installs in the order of a second one. The first leaves out what
 * packages need that only `install_if` pulled in (busybox 1.32 with ssl_client, say); the second has them.
 */
function inResolvedOrder({ packages, solution, locked }: ArchitecturePlan): readonly PlannedPackage[] {
  if (locked) return packages
  const byName = new Map(packages.map((one) => [one.name, one]))
  return solution.packages.flatMap(({ name }) => byName.get(name) ?? [])
}

/** apko takes the scheme off the name before the tag, so that a tagged repository keeps it. */
function lockRepository(
  { location, tag }: RepositoryEntry,
  arch: string,
): { name: string; url: string; architecture: string } {
  const directory = `${withoutCredentials(location)}/${arch}`
  const name = tag === undefined ? directory.replace(/^https?:\/\//, '') : directory
  return { name, url: `${directory}/APKINDEX.tar.gz`, architecture: arch }
}

async function lockPackage(
  { name, version, record, repository, url }: PlannedPackage,
  arch: string,
  { signal }: ApkoLockOptions,
): Promise<ApkoLockedPackage> {
  const source = await repository.package(record, signal === undefined ? {} : { signal })
  const bytes =
    typeof source === 'string' ? await readFile(source) : await collect(source, { limit: Number.MAX_SAFE_INTEGER })
  const { signature, control, data } = await packageLayout(bytes).catch((cause: unknown) => {
    throw new ImageError(
      'ERR_IMAGE_LOCK_FORMAT',
      `Writing an apko lock: ${name} ${version} cannot be cut into segments. Use nacre's own lock, which takes every package.`,
      { details: { package: name, version }, cause },
    )
  })
  return {
    name,
    url: url ?? packageUrl(repository.name, arch, record),
    version,
    architecture: record.arch ?? arch,
    signature: signature === undefined ? { range: '', checksum: '' } : segmentOf(signature, 'sha1'),
    control: segmentOf(control, 'sha1'),
    data: segmentOf(data, 'sha256'),
    checksum: record.checksum,
  }
}

function segmentOf({ offset, size, hash }: PackageSegment, algorithm: string): ApkoLockedSegment {
  return { range: `bytes=${offset}-${offset + size - 1}`, checksum: `${algorithm}-${toBase64(hash)}` }
}
