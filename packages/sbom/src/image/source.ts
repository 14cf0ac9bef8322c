import type { Agent, Component } from '../component.ts'
import { spdxIdentifier } from '../identifier.ts'
import { githubPurl } from '../purl/source-purl.ts'

/** The component of the configuration that an image was made from: a version control URL, `@`, a revision. */
export function sourceComponent(location: string, supplier: Agent | 'NOASSERTION'): Component {
  const at = location.indexOf('@')
  const url = at < 0 ? location : location.slice(0, at)
  const revision = at < 0 ? '' : location.slice(at + 1)
  const name = ['git+ssh://', 'git://', 'https://'].reduce(
    (rest, scheme) => (rest.startsWith(scheme) ? rest.slice(scheme.length) : rest),
    url,
  )
  const purl = githubPurl(name, revision)
  return {
    id: `Package-${spdxIdentifier(location)}`,
    kind: 'source',
    name,
    version: revision,
    description: 'Image configuration source',
    downloadLocation: location,
    supplier,
    purpose: 'SOURCE',
    ...(at >= 0 && { checksums: [{ algorithm: 'SHA1', value: revision }] }),
    ...(purl !== undefined && { references: [{ category: 'PACKAGE-MANAGER', type: 'purl', locator: purl }] }),
  }
}
