import type { CompareVersions } from './affected.ts'
import type { Finding } from './scan.ts'

/**
 * One sentence about findings: how many vulnerabilities there are, and which upgrades fix them. Vulnerabilities are
 * counted once, in however many packages they are; upgrades are named by origin.
 */
export function summarize(findings: readonly Finding[], compareVersions: CompareVersions): string {
  const ids = new Set(findings.map(({ id }) => id))
  const unfixed = new Set(findings.filter(({ fixedVersion }) => fixedVersion === undefined).map(({ id }) => id))
  const noun = [...ids].every((id) => id.startsWith('CVE-')) ? 'CVE' : 'vulnerability'
  if (ids.size === 0) return 'no known CVEs'
  const known = `${ids.size} known ${plural(noun, ids.size)}`
  const upgrades = [...upgradesOf(findings, compareVersions)].map(([origin, version]) => `${origin} to ${version}`)
  const fixed = ids.size - unfixed.size
  if (fixed === 0) return `${known}, ${ids.size === 1 ? 'without' : 'all without'} a fix yet`
  const which = unfixed.size > 0 ? `${fixed} of them fixed` : ids.size === 1 ? 'fixed' : 'all fixed'
  const rest = unfixed.size > 0 ? `; ${unfixed.size} without a fix yet` : ''
  return `${known}, ${which} by upgrading ${enumerate(upgrades)}${rest}`
}

/** By origin, the version that fixes everything that has a fix. */
function upgradesOf(findings: readonly Finding[], compareVersions: CompareVersions): ReadonlyMap<string, string> {
  const upgrades = new Map<string, string>()
  for (const { package: pkg, fixedVersion } of findings) {
    const origin = pkg.origin || pkg.name
    const known = upgrades.get(origin)
    if (fixedVersion === undefined || (known !== undefined && compareVersions(known, fixedVersion) >= 0)) continue
    upgrades.set(origin, fixedVersion)
  }
  return upgrades
}

function plural(noun: string, count: number): string {
  if (count === 1) return noun
  return noun === 'CVE' ? 'CVEs' : 'vulnerabilities'
}

function enumerate(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
