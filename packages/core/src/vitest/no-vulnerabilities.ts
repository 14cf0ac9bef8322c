import type { AdvisoryFeed } from '@nacre/sbom'
import { columns, count } from '../explain/columns.ts'
import type { ScanImageOptions } from '../explain/scan.ts'
import { called, subjectOf } from './subject.ts'
import { type Verdict, verdict } from './verdict.ts'

/** Which vulnerabilities count. */
export interface VulnerabilityOptions extends ScanImageOptions {
  /** Identifiers that are known and accepted. */
  readonly ignore?: readonly string[]
  /** Counts only what a newer package fixes; default false. */
  readonly fixable?: boolean
}

/** See {@link NacreMatchers.toHaveNoKnownVulnerabilities}. */
export async function toHaveNoKnownVulnerabilities(
  this: { readonly isNot: boolean },
  received: unknown,
  feeds: AdvisoryFeed | readonly AdvisoryFeed[],
  options: VulnerabilityOptions = {},
): Promise<Verdict> {
  const subject = subjectOf('toHaveNoKnownVulnerabilities', received, ['plan', 'image'])
  const { isNot } = this
  const { ignore = [], fixable = false, ...scope } = options
  const scan = await (subject.kind === 'plan' ? subject.plan : subject.built).scan(feeds, scope)
  const ignored = new Set(ignore)
  const counted = scan.findings.filter(
    ({ id, fixedVersion }) => !ignored.has(id) && !(fixable && fixedVersion === undefined),
  )
  const lines = columns(
    counted.map(({ id, package: { name, version }, fixedVersion }) => {
      return [id, `${name} ${version}`, fixedVersion === undefined ? 'not fixed yet' : `fixed in ${fixedVersion}`]
    }),
  )
  const names = [feeds].flat().map(({ name }) => name)
  const what = `to have no ${fixable ? 'fixable' : 'known'} vulnerabilities`
  const problem = counted.length === 0 ? [] : [`${count(counted.length, 'finding')} of ${names.join(', ')}`, ...lines]
  return verdict({ isNot }, called(subject), what, [{ arch: '', problem }])
}
