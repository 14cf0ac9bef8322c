import type { Enums, Models } from '@cyclonedx/cyclonedx-library'
import type { Agent, Component } from '../component.ts'
import { purlOf } from '../component.ts'
import type { CycloneDxLibrary } from './library.ts'
import { toLicenses } from './licenses.ts'

/** CycloneDX 1.6, `components[].type`, by SPDX purpose. */
const TYPES: Readonly<Record<string, `${Enums.ComponentType}`>> = {
  APPLICATION: 'application',
  FRAMEWORK: 'framework',
  LIBRARY: 'library',
  CONTAINER: 'container',
  OPERATING_SYSTEM: 'operating-system',
  DEVICE: 'device',
  FIRMWARE: 'firmware',
  FILE: 'file',
  INSTALL: 'data',
  SOURCE: 'data',
}

/** CycloneDX 1.6, `hashes[].alg`, by the names of SPDX. */
const ALGORITHMS: Readonly<Record<string, `${Enums.HashAlgorithm}`>> = {
  MD5: 'MD5',
  SHA1: 'SHA-1',
  SHA256: 'SHA-256',
  SHA384: 'SHA-384',
  SHA512: 'SHA-512',
  'SHA3-256': 'SHA3-256',
  'SHA3-384': 'SHA3-384',
  'SHA3-512': 'SHA3-512',
  'BLAKE2b-256': 'BLAKE2b-256',
  'BLAKE2b-384': 'BLAKE2b-384',
  'BLAKE2b-512': 'BLAKE2b-512',
  BLAKE3: 'BLAKE3',
}

/** CycloneDX 1.6, `hashes[].content`. */
const HASH_CONTENT = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/

/** CycloneDX 1.6, `components[].cpe`: what the library accepts of CPE 2.3. */
const CPE = /^cpe:2\.3:[aho*-](?::(?:[A-Za-z0-9._*?-]|\\[^\s:])+){10}$/

/** A component as CycloneDX has it; what it has no member for becomes a property. */
export function toComponent(
  component: Component,
  texts: ReadonlyMap<string, string>,
  library: CycloneDxLibrary,
): Models.Component {
  const { Models } = library
  const properties: Models.Property[] = []
  const property = (name: string, value: string | undefined): void => {
    if (value) properties.push(new Models.Property(`nacre:${name}`, value))
  }
  const purl = purlOf(component)
  const cpe = component.references?.find(({ type, locator }) => type === 'cpe23Type' && CPE.test(locator))?.locator
  property('kind', component.kind)
  property('purpose', component.purpose)
  property('sourceInfo', component.sourceInfo)
  property('attribution', component.attribution)
  const hashes = toHashes(component, property)
  for (const { category, type, locator } of component.references ?? []) {
    if (locator !== purl && locator !== cpe && linkType(type) === undefined)
      property(`reference:${category}:${type}`, locator)
  }
  const { supplier, originator } = component
  return new Models.Component(toType(component), component.name, {
    bomRef: component.id,
    ...(component.version ? { version: component.version } : undefined),
    ...(component.description ? { description: component.description } : undefined),
    ...(component.copyright && component.copyright !== 'NOASSERTION' ? { copyright: component.copyright } : undefined),
    ...(supplier && supplier !== 'NOASSERTION' ? { supplier: toEntity(supplier, library) } : undefined),
    ...(originator && originator !== 'NOASSERTION' ? { author: authorOf(originator) } : undefined),
    ...(purl !== undefined && { purl }),
    ...(cpe !== undefined && { cpe }),
    hashes: new Models.HashDictionary(hashes),
    licenses: new Models.LicenseRepository(toLicenses(component, texts, property, library)),
    externalReferences: new Models.ExternalReferenceRepository(toLinks(component, library)),
    properties: new Models.PropertyRepository(properties),
  })
}

function toType({ kind, purpose }: Component): Enums.ComponentType {
  if (kind === 'file') return 'file' as Enums.ComponentType
  if (kind === 'image' || kind === 'index' || kind === 'layer') return 'container' as Enums.ComponentType
  return (TYPES[purpose ?? ''] ?? 'library') as Enums.ComponentType
}

function toHashes(
  { checksums = [] }: Component,
  property: (name: string, value: string) => void,
): [Enums.HashAlgorithm, string][] {
  const hashes = new Map<string, string>()
  for (const { algorithm, value } of checksums) {
    const name = ALGORITHMS[algorithm]
    if (name === undefined || hashes.has(name) || !HASH_CONTENT.test(value)) property(`checksum:${algorithm}`, value)
    else hashes.set(name, value)
  }
  return [...hashes] as [Enums.HashAlgorithm, string][]
}

function toLinks(component: Component, { Enums, Models }: CycloneDxLibrary): readonly Models.ExternalReference[] {
  const { downloadLocation, homepage, references = [] } = component
  const { ExternalReferenceType } = Enums
  const links: Models.ExternalReference[] = []
  if (downloadLocation && downloadLocation !== 'NOASSERTION' && downloadLocation !== 'NONE') {
    const type = component.kind === 'source' ? ExternalReferenceType.VCS : ExternalReferenceType.Distribution
    links.push(new Models.ExternalReference(downloadLocation, type))
  }
  if (homepage) links.push(new Models.ExternalReference(homepage, ExternalReferenceType.Website))
  for (const { type, locator } of references) {
    const link = linkType(type)
    if (link !== undefined) links.push(new Models.ExternalReference(locator, link as Enums.ExternalReferenceType))
  }
  return links
}

/** CycloneDX 1.6, `externalReferences[].type`, of the reference types whose locators are URLs. */
function linkType(type: string): `${Enums.ExternalReferenceType}` | undefined {
  return type === 'advisory' ? 'advisories' : type === 'url' || type === 'fix' ? 'other' : undefined
}

function toEntity({ name, email }: Agent, { Models }: CycloneDxLibrary): Models.OrganizationalEntity {
  if (email === undefined) return new Models.OrganizationalEntity({ name })
  const contact = new Models.OrganizationalContactRepository([new Models.OrganizationalContact({ name, email })])
  return new Models.OrganizationalEntity({ name, contact })
}

function authorOf({ name, email }: Agent): string {
  return email === undefined ? name : `${name} <${email}>`
}
