import { type Index, solve } from '@nacre/apk'
import { type Architecture, architecture } from '../architecture.ts'
import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { OnBuildEvent } from '../event.ts'
import { requestedPackages } from '../install/world.ts'
import { loadKeyring } from '../repositories/keyring.ts'
import { type OpenRepository, openRepositories } from '../repositories/open.ts'
import { openServices, type ServiceOptions } from '../services.ts'
import { type ArchitecturePlan, Plan } from './plan.ts'

/** How to plan. */
export interface PlanOptions extends ServiceOptions {
  /** Architectures in either spelling; default those of the definition. */
  readonly arch?: readonly string[]
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
  const services = await openServices(options)
  const plans: ArchitecturePlan[] = []
  for (const { apk } of architectures) {
    const keyring = await loadKeyring(definition, apk, services)
    const repositories = openRepositories(definition, attachments, keyring, services)
    const keys = new Map([...keyring.keys()].map((key) => [key.name, key.pem]))
    plans.push({ ...(await resolveArchitecture(definition, repositories, apk, options)), keys })
  }
  return new Plan({ definition, architectures: plans })
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
  repositories: readonly OpenRepository[],
  arch: string,
  { signal, onEvent }: PlanOptions,
): Promise<Omit<ArchitecturePlan, 'keys'>> {
  const verb = signal === undefined ? {} : { signal }
  const indexes = await Promise.all(
    repositories.map(async ({ repository }): Promise<Index> => {
      const index = await repository.index(arch, verb)
      onEvent?.({ kind: 'index', repository: repository.name, arch, records: index.records.length })
      return index
    }),
  )
  const solution = solve({
    world: requestedPackages(definition),
    repositories: repositories.map(({ entry, repository: { name, tag = entry.tag } }, i) => ({
      name,
      records: indexes[i]!.records,
      ...(tag === undefined ? {} : { tag }),
    })),
    arch,
    ...verb,
  })
  const packages = solution.packages.map(({ name, version, record, repository, tag }) => ({
    name,
    version,
    record,
    repository: repositories[repository]!.repository,
    ...(tag === undefined ? {} : { tag }),
  }))
  onEvent?.({ kind: 'resolved', arch, packages: packages.length })
  return { arch, packages, solution }
}
