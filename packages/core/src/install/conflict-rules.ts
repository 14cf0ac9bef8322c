import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Profile } from '../profile.ts'
import type { ConflictRules } from './conflict.ts'
import { ApkConflicts } from './conflict-apk.ts'
import { ApkoConflicts } from './conflict-apko.ts'

/** The rules that a profile goes by. */
export function conflictRules(profile: Profile, packages: readonly ExpandedPackage[]): ConflictRules {
  return profile.conflicts === 'apk' ? new ApkConflicts(packages) : new ApkoConflicts(packages)
}
