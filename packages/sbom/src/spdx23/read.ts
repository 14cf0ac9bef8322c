import { parseAgent } from '../agent.ts'
import type { Checksum, Component, ComponentKind, ExternalReference } from '../component.ts'
import { decodeJson, type JsonRecord } from '../json-record.ts'
import type { ExtractedLicense, Relationship, SbomDocument } from '../sbom-document.ts'
import { SbomError } from '../sbom-error.ts'

/** What {@link readSpdx23} accepts before it gives up. */
export interface ReadSpdx23Limits {
  /** Of the document, in bytes. Default 64 MiB. */
  readonly maxBytes?: number
  /** Packages and files together. Default 200 000. */
  readonly maxComponents?: number
  /** Default 1 000 000. */
  readonly maxRelationships?: number
}

/**
 * Reads an SPDX 2.3 JSON document (2.2 has the same members) as the component model. Members that the model does not
 * have are dropped; values are kept as they are, valid or not: {@link repairDocument} makes a valid document of it.
 * `DESCRIBES` relationships of the document itself become `describes`, as `documentDescribes` does.
 *
 * @throws SbomError `ERR_SBOM_TOO_LARGE` beyond a limit, `ERR_SBOM_SYNTAX` where it is not JSON, `ERR_SBOM_SHAPE` where a
 * member is of another type than SPDX 2.3 gives it, or it is no SPDX 2 document
 */
export function readSpdx23(bytes: Uint8Array, limits: ReadSpdx23Limits = {}): SbomDocument {
  const document = decodeJson(bytes, { maxBytes: limits.maxBytes ?? 64 * 1024 * 1024, subject: 'an SBOM' })
  const packages = document.list('packages')
  const files = document.list('files')
  const relations = document.list('relationships')
  atMost('components', packages.length + files.length, limits.maxComponents ?? 200_000)
  atMost('relationships', relations.length, limits.maxRelationships ?? 1_000_000)
  const version = document.text('spdxVersion')
  if (version !== undefined && !version.startsWith('SPDX-2.')) {
    throw new SbomError(
      'ERR_SBOM_SHAPE',
      `Reading an SPDX 2.3 document: it says it is of version "${version.slice(0, 40)}". Convert it to SPDX 2.3 first.`,
      { details: { spdxVersion: version } },
    )
  }
  const creation = document.record('creationInfo')
  const described = new Set(document.texts('documentDescribes').map(withoutPrefix))
  const relationships: Relationship[] = []
  for (const relation of relations) {
    const { from, type, to } = toRelationship(relation)
    if (from === 'DOCUMENT' && type === 'DESCRIBES') described.add(to)
    else relationships.push({ from, type, to })
  }
  const listVersion = creation.text('licenseListVersion')
  return {
    name: document.text('name') ?? '',
    namespace: document.text('documentNamespace') ?? '',
    created: creation.text('created') ?? '',
    creators: creation.texts('creators').map((text) => agentOf(text) ?? { type: 'unknown', name: text }),
    ...(listVersion ? { licenseListVersion: listVersion } : undefined),
    describes: [...described],
    components: [...packages.map(toComponent), ...files.map(toFile)],
    relationships,
    licenses: document.list('hasExtractedLicensingInfos').map(toLicense),
  }
}

function atMost(what: string, count: number, limit: number): void {
  if (count <= limit) return
  throw new SbomError(
    'ERR_SBOM_TOO_LARGE',
    `Reading an SPDX document: ${count} ${what}, and ${limit} is the limit. Raise the limit, or shrink the document.`,
    { details: { what, count, limit } },
  )
}

/** The model's id of an SPDX identifier; references to other documents keep their whole text. */
function withoutPrefix(id: string): string {
  return id.startsWith('SPDXRef-') ? id.slice('SPDXRef-'.length) : id
}

function agentOf(text: string | undefined): Exclude<ReturnType<typeof parseAgent>, string> | undefined {
  const agent = text ? parseAgent(text) : undefined
  return typeof agent === 'string' ? undefined : agent
}

function toComponent(record: JsonRecord): Component {
  const purpose = record.text('primaryPackagePurpose')
  const supplier = record.text('supplier')
  const originator = record.text('originator')
  const attribution = record.text('attributionText') ?? record.texts('attributionTexts').join('\n')
  const checksums = record.list('checksums').map(toChecksum)
  const references = record.list('externalRefs').map(toReference)
  return {
    id: withoutPrefix(record.text('SPDXID') ?? ''),
    kind: kindOf(purpose, references),
    name: record.text('name') ?? '',
    downloadLocation: record.text('downloadLocation') ?? '',
    ...optional('homepage', record.text('homepage')),
    ...optional('version', record.text('versionInfo')),
    ...optional('description', record.text('description')),
    ...optional('purpose', purpose),
    ...optional('licenseDeclared', record.text('licenseDeclared')),
    ...optional('licenseConcluded', record.text('licenseConcluded')),
    ...optional('copyright', record.text('copyrightText')),
    ...optional('attribution', attribution),
    ...(supplier ? { supplier: parseAgent(supplier) } : undefined),
    ...(originator ? { originator: parseAgent(originator) } : undefined),
    ...optional('sourceInfo', record.text('sourceInfo')),
    ...(checksums.length > 0 ? { checksums } : undefined),
    ...(references.length > 0 ? { references } : undefined),
  }
}

function toFile(record: JsonRecord): Component {
  const name = record.text('fileName') ?? ''
  return {
    id: withoutPrefix(record.text('SPDXID') ?? ''),
    kind: 'file',
    name,
    path: name.replace(/^\.?\/*/, '/'),
    checksums: record.list('checksums').map(toChecksum),
    ...optional('licenseConcluded', record.text('licenseConcluded')),
    ...optional('copyright', record.text('copyrightText')),
    ...optional('description', record.text('comment')),
  }
}

function optional<K extends keyof Component>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value ? ({ [key]: value } as { readonly [P in K]?: string }) : {}
}

function kindOf(purpose: string | undefined, references: readonly ExternalReference[]): ComponentKind {
  if (references.some(({ type, locator }) => type === 'purl' && locator.startsWith('pkg:apk/'))) return 'apk'
  if (purpose === 'OPERATING_SYSTEM' || purpose === 'OPERATING-SYSTEM') return 'os'
  if (purpose === 'SOURCE') return 'source'
  return 'package'
}

function toChecksum(record: JsonRecord): Checksum {
  return { algorithm: record.text('algorithm') ?? '', value: record.text('checksumValue') ?? '' }
}

function toReference(record: JsonRecord): ExternalReference {
  return {
    category: record.text('referenceCategory') ?? '',
    type: record.text('referenceType') ?? '',
    locator: record.text('referenceLocator') ?? '',
  }
}

function toRelationship(record: JsonRecord): Relationship {
  return {
    from: withoutPrefix(record.text('spdxElementId') ?? ''),
    type: record.text('relationshipType') ?? '',
    to: withoutPrefix(record.text('relatedSpdxElement') ?? ''),
  }
}

function toLicense(record: JsonRecord): ExtractedLicense {
  const name = record.text('name')
  return {
    id: record.text('licenseId') ?? '',
    text: record.text('extractedText') ?? '',
    ...(name ? { name } : undefined),
  }
}
