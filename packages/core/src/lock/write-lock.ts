import type { ImageDefinition } from '../definition/definition.ts'
import type { ArchitecturePlan } from '../plan/plan.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import type { Lock, LockedPackage } from './lock.ts'
import { packageUrl, withoutCredentials } from './locked-url.ts'
import { requestChecksum, requestOf } from './request.ts'

/** The lock of a plan: everything that was chosen, for all architectures, without a secret in it. */
export function writeLock(definition: ImageDefinition, architectures: readonly ArchitecturePlan[]): Lock {
  const request = requestOf(definition)
  const keyring = new Map(architectures.flatMap(({ keys }) => [...keys]))
  return {
    nacreLock: 1,
    checksum: requestChecksum(request),
    request,
    keyring: Object.fromEntries([...keyring].sort(([a], [b]) => (a < b ? -1 : 1))),
    architectures: Object.fromEntries(
      architectures.map(({ arch, keys, base, packages }) => [
        arch,
        {
          keys: [...keys.keys()].sort(),
          ...(base === undefined ? {} : { base }),
          packages: packages.map((one) => lockPackage(one, arch)),
        },
      ]),
    ),
  }
}

function lockPackage({ record, repository, tag, url, dataHash }: PlannedPackage, arch: string): LockedPackage {
  return {
    name: record.name,
    version: record.version,
    arch: record.arch ?? arch,
    repository: withoutCredentials(repository.name),
    ...(tag === undefined ? {} : { tag }),
    url: url ?? packageUrl(repository.name, arch, record),
    checksum: record.checksum,
    size: record.size,
    ...(record.installedSize === 0 ? {} : { installedSize: record.installedSize }),
    ...(record.origin === '' || record.origin === record.name ? {} : { origin: record.origin }),
    ...(dataHash === undefined ? {} : { dataHash }),
    ...(record.providerPriority === 0 ? {} : { providerPriority: record.providerPriority }),
    ...listed('depends', record.depends),
    ...listed('provides', record.provides),
    ...listed('installIf', record.installIf),
  }
}

function listed<K extends string>(key: K, values: readonly string[]): { [P in K]?: string[] } {
  return values.length === 0 ? {} : ({ [key]: [...values] } as { [P in K]: string[] })
}
