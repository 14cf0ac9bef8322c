import { parseAddress } from '../agent.ts'
import type { Component } from '../component.ts'
import { spdxIdentifier } from '../identifier.ts'
import type { OsRelease } from '../os-release.ts'
import { apkDistro, apkPurl } from '../purl/apk-purl.ts'
import type { FileFacts, PackageFacts } from './facts.ts'

/** The component of an installed package, from what its index record and the installed database say. */
export function packageComponent(facts: PackageFacts, os: OsRelease): Component {
  const purl = apkPurl({
    namespace: os.id,
    name: facts.name,
    version: facts.version,
    distro: apkDistro(os),
    ...(facts.arch !== undefined && { arch: facts.arch }),
  })
  const origin = [
    facts.origin ? `built from ${facts.origin}` : undefined,
    facts.commit ? `at commit ${facts.commit}` : undefined,
  ].filter((part) => part !== undefined)
  return {
    id: `Package-apk-${spdxIdentifier(`${facts.name}-${facts.version}`)}`,
    kind: 'apk',
    name: facts.name,
    version: facts.version,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: facts.license || 'NOASSERTION',
    downloadLocation: facts.downloadLocation ?? 'NOASSERTION',
    ...(facts.description ? { description: facts.description } : undefined),
    ...(facts.url ? { homepage: facts.url } : undefined),
    originator: facts.maintainer ? parseAddress(facts.maintainer) : 'NOASSERTION',
    supplier: os.name === '' ? 'NOASSERTION' : { type: 'organization', name: os.name },
    ...(origin.length > 0 && { sourceInfo: origin.join(' ') }),
    copyright: 'NOASSERTION',
    purpose: 'APPLICATION',
    ...(facts.checksums !== undefined && { checksums: facts.checksums }),
    references: [{ category: 'PACKAGE-MANAGER', type: 'purl', locator: purl }],
  }
}

/** The component of a file in an image. */
export function fileComponent(facts: FileFacts): Component {
  return {
    id: `File-${spdxIdentifier(facts.path)}`,
    kind: 'file',
    name: facts.path,
    path: facts.path,
    checksums: facts.checksums,
    licenseConcluded: 'NOASSERTION',
    copyright: 'NOASSERTION',
  }
}
