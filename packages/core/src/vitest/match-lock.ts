import { columns } from '../explain/columns.ts'
import { lockedPackages, plannedPackages } from '../explain/locked-packages.ts'
import { packageChangeCells, packageChanges } from '../explain/package-changes.ts'
import { type LockSource, readLock } from '../lock/read-lock.ts'
import { requestDifferences, requestOf } from '../lock/request.ts'
import { called, subjectOf } from './subject.ts'
import { type ArchitectureVerdict, type Verdict, verdict } from './verdict.ts'

/** See {@link NacreMatchers.toMatchLock}. */
export async function toMatchLock(
  this: { readonly isNot: boolean },
  received: unknown,
  lock: LockSource,
): Promise<Verdict> {
  const subject = subjectOf('toMatchLock', received, ['plan', 'image'])
  const { isNot } = this
  const plan = subject.kind === 'plan' ? subject.plan : subject.built.plan
  const read = await readLock(lock)
  const locked = lockedPackages(read)
  const request = read.kind === 'nacre' ? requestDifferences(read.lock.request, requestOf(subject.definition)) : []
  const architectures = plan.archs.map((arch): ArchitectureVerdict => {
    const entries = locked.get(arch)
    if (entries === undefined) return { arch, problem: ['is not in the lock'] }
    const changes = packageChanges(entries, plannedPackages(plan, arch))
    const lines = [...request, ...columns(changes.map(packageChangeCells))]
    return lines.length === 0 ? { arch, problem: [] } : { arch, problem: ['differs from the lock', ...lines] }
  })
  const name = typeof lock === 'string' ? `the lock ${lock}` : 'the lock'
  return verdict({ isNot }, called(subject), `to match ${name}`, architectures)
}
