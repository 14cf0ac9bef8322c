import type { LockedPackage } from '../lock/lock.ts'
import { lockedEntries } from '../lock/locked-entry.ts'
import type { ReadLock } from '../lock/read-lock.ts'
import type { Plan } from '../plan/plan.ts'
import type { PackageState } from './package-changes.ts'

/** What a lock holds, by APK name of the architecture. */
export function lockedPackages(read: ReadLock): Map<string, PackageState[]> {
  const entries =
    read.kind === 'apko'
      ? lockedEntries(read.lock, read.name)
      : Object.entries(read.lock.architectures).map(([arch, { packages }]) => [arch, packages] as const)
  return new Map([...entries].map(([arch, packages]) => [arch, packages.map(stateOf)]))
}

/** What a plan holds for one architecture. */
export function plannedPackages(plan: Plan, arch: string): PackageState[] {
  return plan.packages(arch).map(({ record }) => stateOf(record))
}

function stateOf({ name, version, checksum, size }: Pick<LockedPackage, keyof PackageState>): PackageState {
  return { name, version, checksum, size }
}
