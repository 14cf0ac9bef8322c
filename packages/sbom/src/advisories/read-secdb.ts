import { decodeJson, type JsonRecord } from '../json-record.ts'
import { type Advisory, type AdvisoryFeed, MAX_FEED_BYTES, type ReadFeedOptions } from './advisory.ts'

/** Where each publisher of this format keeps its packages, and which distribution they are of. */
const DISTRIBUTIONS: readonly (readonly [string, string])[] = [
  ['alpinelinux.org', 'alpine'],
  ['packages.wolfi.dev', 'wolfi'],
  ['cgr.dev', 'chainguard'],
]

/**
 * Reads a security database as Alpine (https://secdb.alpinelinux.org) and Wolfi (`security.json`) publish it: by origin,
 * which version fixed which vulnerabilities. Fixed in version `0` means: never affected.
 *
 * An entry may name one vulnerability several times over (`CVE-2018-3620 XSA-273`): each CVE is an advisory, the other
 * names are its aliases. Where several versions claim to have fixed one vulnerability, the packages before the last of them
 * are affected.
 *
 * @throws SbomError `ERR_SBOM_TOO_LARGE`, `ERR_SBOM_SYNTAX`, `ERR_SBOM_SHAPE`
 */
export function readSecdb(bytes: Uint8Array, options: ReadFeedOptions = {}): AdvisoryFeed {
  const feed = decodeJson(bytes, { maxBytes: options.maxBytes ?? MAX_FEED_BYTES, subject: 'a security database' })
  const release = feed.text('distroversion')
  const prefix = feed.text('urlprefix') ?? ''
  const distribution = DISTRIBUTIONS.find(([host]) => prefix.includes(host))?.[1]
  const scope = { ...(distribution !== undefined && { distribution }), ...(release !== undefined && { release }) }
  const place = [distribution ?? 'secdb', release, feed.text('reponame')].filter((part) => part !== undefined)
  return {
    name: options.name ?? place.join('/'),
    advisories: feed.list('packages').flatMap((entry) => advisoriesOf(entry.record('pkg'), scope)),
  }
}

function advisoriesOf(pkg: JsonRecord, scope: Pick<Advisory, 'distribution' | 'release'>): readonly Advisory[] {
  const name = pkg.text('name') ?? ''
  const fixes = pkg.record('secfixes')
  const advisories = new Map<string, { aliases: Set<string>; fixed: string[] }>()
  for (const version of fixes.keys()) {
    for (const entry of fixes.texts(version)) {
      for (const [id, aliases] of identifiers(entry)) {
        const known = advisories.get(id) ?? { aliases: new Set(), fixed: [] }
        advisories.set(id, known)
        for (const alias of aliases) known.aliases.add(alias)
        known.fixed.push(version)
      }
    }
  }
  return [...advisories].map(([id, { aliases, fixed }]) => ({
    id,
    aliases: [...aliases],
    package: name,
    matches: 'origin',
    ...scope,
    ranges: fixed.filter((version) => version !== '0').map((version) => ({ fixed: version })),
    versions: [],
    references: [],
  }))
}

/** The vulnerabilities that an entry names, each with its other names; remarks in brackets are none. */
function identifiers(entry: string): readonly (readonly [string, readonly string[]])[] {
  const names = entry.split(/\s+/).filter((word) => /^[A-Za-z]+[A-Za-z0-9]*(?:-|\d)/.test(word))
  const cves = names.filter((name) => name.startsWith('CVE-'))
  const others = names.filter((name) => !name.startsWith('CVE-'))
  if (cves.length > 0) return cves.map((cve) => [cve, others])
  const [first, ...rest] = others
  return first === undefined ? [] : [[first, rest]]
}
