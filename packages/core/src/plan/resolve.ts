import { type Index, type Repository, solve } from '@nacre/apk'
import type { Store } from '@nacre/archive/store'
import { type Architecture, architecture } from '../architecture.ts'
import type { Attachments } from '../definition/chain.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { OnBuildEvent } from '../event.ts'
import { loadKeyring } from '../repositories/keyring.ts'
import { openRepositories } from '../repositories/open.ts'
import { type ArchitecturePlan, Plan } from './plan.ts'

/** What every verb takes. */
export interface PlanOptions {
  /** Architectures in either spelling; default those of the definition. */
  readonly arch?: readonly string[]
  /** Where indexes, packages and layers are kept between runs: a directory, or an open store. */
  readonly cache?: string | Store
  /** Sends nothing; what is not in the cache is an error. */
  readonly offline?: boolean
  readonly signal?: AbortSignal
  readonly onEvent?: OnBuildEvent
}

/**
 * Resolves a definition for every architecture.
 *
 * @throws ImageError `ERR_IMAGE_ARCH_UNKNOWN`, `ERR_IMAGE_ARCH_NONE`, `ERR_IMAGE_REPOSITORY_NONE`; ApkError when an index
 * cannot be had or trusted; SolverError when no set of packages answers the definition.
 */
export async function resolvePlan(
  definition: ImageDefinition,
  attachments: Attachments,
  options: PlanOptions,
): Promise<Plan> {
  const architectures = wantedArchitectures(definition, options)
  const keyring = await loadKeyring(definition.keyring)
  const repositories = openRepositories(definition, attachments, keyring)
  const plans: ArchitecturePlan[] = []
  for (const { apk } of architectures) {
    plans.push(await resolveArchitecture(definition, repositories, apk, options))
  }
  const keys = new Map([...keyring.keys()].map((key) => [key.name, key.pem]))
  return new Plan({ definition, architectures: plans, keys })
}

function wantedArchitectures(definition: ImageDefinition, options: PlanOptions): Architecture[] {
  const names = options.arch ?? definition.archs
  if (names.length === 0) {
    throw new ImageError(
      'ERR_IMAGE_ARCH_NONE',
      'Planning the image: no architecture was named. Give one in "arch", such as ["x86_64", "aarch64"].',
    )
  }
  return [...new Set(names.map(architecture))]
}

async function resolveArchitecture(
  definition: ImageDefinition,
  repositories: readonly Repository[],
  arch: string,
  { signal, onEvent }: PlanOptions,
): Promise<ArchitecturePlan> {
  const indexes = await Promise.all(
    repositories.map((repository) => repository.index(arch, signal === undefined ? {} : { signal })),
  )
  indexes.forEach((index: Index, i) => {
    onEvent?.({ kind: 'index', repository: repositories[i]!.name, arch, records: index.records.length })
  })
  const solution = solve({
    world: [...definition.packages],
    repositories: repositories.map(({ name, tag }, i) => ({
      name,
      records: indexes[i]!.records,
      ...(tag === undefined ? {} : { tag }),
    })),
    arch,
    ...(signal === undefined ? {} : { signal }),
  })
  const packages = solution.packages.map(({ name, version, record, repository, tag }) => ({
    name,
    version,
    record,
    repository: repositories[repository]!,
    ...(tag === undefined ? {} : { tag }),
  }))
  onEvent?.({ kind: 'resolved', arch, packages: packages.length })
  return { arch, packages, solution }
}
