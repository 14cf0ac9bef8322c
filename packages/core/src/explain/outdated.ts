import type { ImageChain } from '../definition/chain.ts'
import { type LockSource, type ReadLock, readLock } from '../lock/read-lock.ts'
import { requestDifferences, requestOf } from '../lock/request.ts'
import type { PlanOptions } from '../plan/resolve.ts'
import { columns, count } from './columns.ts'
import { lockedPackages, plannedPackages } from './locked-packages.ts'
import { type PackageChange, packageChangeCells, packageChanges } from './package-changes.ts'
import { formatSizeChange } from './size.ts'

/** How a definition is compared with its lock. */
export type OutdatedOptions = Omit<PlanOptions, 'lock'>

/** What resolving a definition today would change, against what its lock holds. */
export interface Outdated {
  /** Whether nothing would change. */
  readonly current: boolean
  /** What was changed in the definition since the lock was made: `packages: curl added`. */
  readonly definition: readonly string[]
  /** Every architecture of the lock, or those that were asked for; sizes are those of the package files. */
  readonly architectures: readonly { readonly arch: string; readonly packages: readonly PackageChange[] }[]
  /** The same for people, in lines of at most 100 columns. */
  toString(): string
}

/**
 * Resolves a definition against the repositories as they are now, and compares with a lock. Only indexes are read.
 *
 * @throws ImageError `ERR_IMAGE_LOCK_UNREADABLE`, `ERR_IMAGE_LOCK_FORMAT`; ApkError, SolverError, HttpError
 */
export async function findOutdated(chain: ImageChain, source: LockSource, options: OutdatedOptions): Promise<Outdated> {
  const read = await readLock(source, options)
  const locked = lockedPackages(read)
  const plan = await chain.plan({ ...options, arch: options.arch ?? [...locked.keys()] })
  const architectures = plan.archs.map((arch) => ({
    arch,
    packages: packageChanges(locked.get(arch) ?? [], plannedPackages(plan, arch)),
  }))
  const definition = definitionChanges(read, chain)
  const outdated = {
    current: definition.length === 0 && architectures.every(({ packages }) => packages.length === 0),
    definition,
    architectures,
  }
  return { ...outdated, toString: () => formatOutdated(outdated) }
}

// An apko lock does not say what it answers.
function definitionChanges(read: ReadLock, chain: ImageChain): string[] {
  return read.kind === 'apko' ? [] : requestDifferences(read.lock.request, requestOf(chain.toJSON()))
}

function formatOutdated({ current, definition, architectures }: Omit<Outdated, 'toString'>): string {
  if (current) return 'Nothing would change: the lock holds what a rebuild today would take.'
  const lines = definition.map((change) => `The definition changed: ${change}`)
  for (const [text, archs] of Map.groupBy(architectures, ({ packages }) => packageLines(packages).join('\n'))) {
    const [{ packages } = { packages: [] }] = archs
    const names = archs.map(({ arch }) => arch).join(', ')
    if (lines.length > 0) lines.push('')
    if (packages.length === 0) lines.push(`${names}: nothing would change`)
    else lines.push(`${names}: a rebuild today would change ${count(packages.length, 'package')}`, text)
  }
  return lines.join('\n')
}

function packageLines(packages: readonly PackageChange[]): string[] {
  const rows = packages.map((change) => {
    const size = (change.after?.size ?? 0) - (change.before?.size ?? 0)
    return [...packageChangeCells(change), formatSizeChange(size)]
  })
  return columns(rows, { indent: '  ', right: [3] })
}
