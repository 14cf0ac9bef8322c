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
  const failed = new AbortController()
  const signal = context.signal === undefined ? failed.signal : AbortSignal.any([context.signal, failed.signal])
  let done = 0
  const fetching = planned.map((one) =>
    context.slots.fetch(async () => {
      signal.throwIfAborted()
      const whole = await expandPackage(one, { ...context, signal })
      const expanded = asRead(locked ? withLockedRecord(whole, one) : whole, context)
      const { name, version } = one
      done++
      context.onEvent?.({ kind: 'fetched', arch, name, version, bytes: expanded.size, done, total: planned.length })
      return expanded
    }),
  )
  try {
    return await Promise.all(fetching)
  } catch (error) {
    // Nothing goes on in the background once a failure is told.
    failed.abort(error)
    await Promise.allSettled(fetching)
    throw error
  }
}

// What a package says of itself, read by the rules of the profile.
function asRead(pkg: ExpandedPackage, { profile }: BuildContext): ExpandedPackage {
  return profile.packageInfo === 'apk' ? pkg : { ...pkg, info: pkg.known?.iniInfo ?? iniReading(pkg) }
}
