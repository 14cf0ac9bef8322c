import { decodeJson, JsonRecord } from '../json-record.ts'
import {
  type Advisory,
  type AdvisoryFeed,
  type AffectedRange,
  MAX_FEED_BYTES,
  type ReadFeedOptions,
} from './advisory.ts'

/**
 * Reads OSV records (https://ossf.github.io/osv-schema/): one record, or a list of them. Each affected package of each
 * record that is not withdrawn is an advisory; of its ranges those of type `ECOSYSTEM` count. Its identifier is the CVE
 * among `id`, `aliases` and `upstream`, where there is one.
 *
 * A package whose every range ends in version `0`, as Chainguard's records say it, is not affected; the reason is taken
 * from the record's `ecosystem_specific.components`.
 *
 * @throws SbomError `ERR_SBOM_TOO_LARGE`, `ERR_SBOM_SYNTAX`, `ERR_SBOM_SHAPE`
 */
export function readOsv(bytes: Uint8Array, options: ReadFeedOptions = {}): AdvisoryFeed {
  const limits = { maxBytes: options.maxBytes ?? MAX_FEED_BYTES, subject: 'OSV records', list: true }
  return { name: options.name ?? 'osv', advisories: decodeJson(bytes, limits).list('$').flatMap(advisoriesOf) }
}

function advisoriesOf(record: JsonRecord): readonly Advisory[] {
  if (record.text('withdrawn') !== undefined) return []
  const names = [record.text('id') ?? '', ...record.texts('aliases'), ...record.texts('upstream')]
  const id = names.find((name) => name.startsWith('CVE-')) ?? names[0] ?? ''
  const summary = record.text('summary')
  const cvss = record
    .list('severity')
    .map((severity) => severity.text('score') ?? '')
    .filter((score) => score.startsWith('CVSS:'))
    .sort()
    .at(-1)
  const shared = {
    id,
    aliases: [...new Set(names)].filter((name) => name !== id),
    ...(summary !== undefined && { summary }),
    ...(cvss !== undefined && { cvss }),
    references: record.list('references').flatMap((reference) => reference.text('url') ?? []),
  }
  return record.list('affected').flatMap((affected) => {
    const pkg = affectedPackage(affected)
    return pkg === undefined ? [] : [{ ...shared, ...pkg }]
  })
}

type AffectedPackage = Omit<Advisory, 'id' | 'aliases' | 'summary' | 'cvss' | 'references'>

/** Undefined where it says nothing in versions of the package manager: ranges of commits only, or none. */
function affectedPackage(affected: JsonRecord): AffectedPackage | undefined {
  const pkg = affected.record('package')
  // OSV schema, affected[].package.ecosystem: `Alpine:v3.19`.
  const [distribution = '', release] = (pkg.text('ecosystem') ?? '').split(':')
  const arch = /[?&]arch=([A-Za-z0-9_]+)/.exec(pkg.text('purl') ?? '')?.[1]
  const all = affected
    .list('ranges')
    .filter((range) => range.text('type') === 'ECOSYSTEM')
    .flatMap((range) => toRanges(range.list('events')))
  const versions = affected.texts('versions')
  if (all.length === 0 && versions.length === 0) return undefined
  const justification = justificationOf(affected)
  return {
    package: pkg.text('name') ?? '',
    matches: 'name',
    ...(distribution !== '' && { distribution: distribution.toLowerCase() }),
    ...(release !== undefined && { release }),
    ...(arch !== undefined && { arch }),
    ranges: all.filter(({ fixed }) => fixed !== '0'),
    versions,
    ...(justification !== undefined && { justification }),
  }
}

/** OSV schema, affected[].ranges[].events: an `introduced` opens a range, the next `fixed` or `last_affected` ends it. */
function toRanges(events: readonly JsonRecord[]): readonly AffectedRange[] {
  const ranges: AffectedRange[] = []
  let open: { readonly introduced?: string } | undefined
  for (const event of events) {
    const introduced = event.text('introduced')
    const fixed = event.text('fixed')
    const lastAffected = event.text('last_affected')
    if (introduced !== undefined) {
      if (open !== undefined) ranges.push(open)
      open = introduced === '0' ? {} : { introduced }
    } else if (fixed !== undefined || lastAffected !== undefined) {
      ranges.push({
        ...open,
        ...(fixed !== undefined && { fixed }),
        ...(lastAffected !== undefined && { lastAffected }),
      })
      open = undefined
    }
  }
  return open === undefined ? ranges : [...ranges, open]
}

function justificationOf(affected: JsonRecord): string | undefined {
  const specific = affected.value('ecosystem_specific')
  if (typeof specific !== 'object' || specific === null || Array.isArray(specific)) return undefined
  const components = JsonRecord.of(specific, '$.affected.ecosystem_specific', 'OSV records').value('components')
  for (const component of Array.isArray(components) ? components : []) {
    if (component?.status !== 'not_affected') continue
    const words = [component.justification, component.note].filter((word) => typeof word === 'string')
    if (words.length > 0) return words.join(': ')
  }
  return undefined
}
