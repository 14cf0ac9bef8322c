import type { BuildContext } from '../build/build-context.ts'
import { withLockedRecord } from '../lock/locked-record.ts'
import type { Plan } from '../plan/plan.ts'
import { expandPackage } from './expand.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { iniReading } from './ini-package-info.ts'

/**
 * The packages of one architecture, fetched, verified against the index and expanded, in install order.
 *
 * @throws ImageError, ApkError, HttpError
 */
export async function fetchPackages(plan: Plan, arch: string, context: BuildContext): Promise<ExpandedPackage[]> {
  const { packages: planned, locked } = plan.architecture(arch)
  let done = 0
  return await Promise.all(
    planned.map((one) =>
      context.slots.fetch(async () => {
        context.signal?.throwIfAborted()
        const whole = await expandPackage(one, context)
        const expanded = asRead(locked ? withLockedRecord(whole, one) : whole, context)
        const { name, version } = one
        done++
        context.onEvent?.({ kind: 'fetched', arch, name, version, bytes: expanded.size, done, total: planned.length })
        return expanded
      }),
    ),
  )
}

// What a package says of itself, read by the rules of the profile.
function asRead(pkg: ExpandedPackage, { profile }: BuildContext): ExpandedPackage {
  return profile.packageInfo === 'apk' ? pkg : { ...pkg, info: pkg.known?.iniInfo ?? iniReading(pkg) }
}
