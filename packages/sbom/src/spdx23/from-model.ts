import { formatAgent } from '../agent.ts'
import type { Checksum, Component } from '../component.ts'
import { filesOf } from '../contained-files.ts'
import type { SbomDocument } from '../sbom-document.ts'
import type { Spdx23Checksum, Spdx23Document, Spdx23File, Spdx23Package } from './json.ts'
import { verificationCode } from './verification-code.ts'

/** The member of a package that holds `attribution`; see {@link writeSpdx23}. */
export interface Spdx23Shape {
  /**
   * SPDX 2.3's `attributionTexts`, a list (the default), or `attributionText`, a string, which the schema does not know
   * and apko writes.
   */
  readonly attribution?: 'attributionTexts' | 'attributionText'
}

/** The SPDX 2.3 JSON value of a document; members in the order of apko 1.2 (pkg/sbom/generator/spdx). */
export function toSpdx23(document: SbomDocument, shape: Spdx23Shape): Spdx23Document {
  const contained = filesOf(document)
  const packages = document.components.filter((component) => component.kind !== 'file')
  const files = document.components.filter((component) => component.kind === 'file')
  return {
    SPDXID: 'SPDXRef-DOCUMENT',
    name: document.name,
    spdxVersion: 'SPDX-2.3',
    creationInfo: {
      created: document.created,
      creators: document.creators.map(formatAgent),
      ...(document.licenseListVersion !== undefined && { licenseListVersion: document.licenseListVersion }),
    },
    dataLicense: 'CC0-1.0',
    documentNamespace: document.namespace,
    documentDescribes: document.describes.map(spdxId),
    packages: packages.map((component) => toPackage(component, contained.get(component.id) ?? [], shape)),
    ...(files.length > 0 && { files: files.map(toFile) }),
    relationships: document.relationships.map(({ from, type, to }) => ({
      spdxElementId: spdxId(from),
      relationshipType: type,
      relatedSpdxElement: spdxId(to),
    })),
    ...(document.licenses.length > 0 && {
      hasExtractedLicensingInfos: document.licenses.map(({ id, text, name }) => ({
        licenseId: id,
        extractedText: text,
        ...(name !== undefined && { name }),
      })),
    }),
  }
}

/** SPDX 2.3 §3.2: identifiers of elements start with `SPDXRef-`; §11.1: `NONE` and `NOASSERTION` may stand for one. */
function spdxId(id: string): string {
  return id === 'NONE' || id === 'NOASSERTION' ? id : `SPDXRef-${id}`
}

function toPackage(component: Component, files: readonly Component[], shape: Spdx23Shape): Spdx23Package {
  const { licenseConcluded, licenseDeclared, description, originator, supplier, attribution } = component
  return {
    SPDXID: spdxId(component.id),
    name: component.name,
    ...(component.version ? { versionInfo: component.version } : undefined),
    filesAnalyzed: files.length > 0,
    ...(licenseConcluded ? { licenseConcluded } : undefined),
    ...(licenseDeclared ? { licenseDeclared } : undefined),
    ...(description ? { description } : undefined),
    downloadLocation: component.downloadLocation ?? 'NOASSERTION',
    ...(component.homepage ? { homepage: component.homepage } : undefined),
    ...(originator ? { originator: formatAgent(originator) } : undefined),
    ...(supplier ? { supplier: formatAgent(supplier) } : undefined),
    ...(component.sourceInfo ? { sourceInfo: component.sourceInfo } : undefined),
    ...(component.copyright ? { copyrightText: component.copyright } : undefined),
    ...(attribution ? attributionMember(attribution, shape) : undefined),
    ...(component.purpose ? { primaryPackagePurpose: component.purpose } : undefined),
    ...(component.checksums?.length ? { checksums: component.checksums.map(toChecksum) } : undefined),
    ...(component.references?.length
      ? {
          externalRefs: component.references.map(({ category, locator, type }) => ({
            referenceCategory: category,
            referenceLocator: locator,
            referenceType: type,
          })),
        }
      : undefined),
    ...(files.length > 0
      ? { packageVerificationCode: { packageVerificationCodeValue: verificationCode(files) } }
      : undefined),
  }
}

function attributionMember(text: string, { attribution }: Spdx23Shape): Partial<Spdx23Package> {
  return attribution === 'attributionText' ? { attributionText: text } : { attributionTexts: [text] }
}

function toFile(component: Component): Spdx23File {
  return {
    SPDXID: spdxId(component.id),
    // SPDX 2.3 §8.1: relative to the root of the package, so `./`.
    fileName: `.${(component.path ?? component.name).replace(/^\/*/, '/')}`,
    checksums: (component.checksums ?? []).map(toChecksum),
    licenseConcluded: component.licenseConcluded ?? 'NOASSERTION',
    copyrightText: component.copyright ?? 'NOASSERTION',
    ...(component.description ? { comment: component.description } : undefined),
  }
}

function toChecksum({ algorithm, value }: Checksum): Spdx23Checksum {
  return { algorithm, checksumValue: value }
}
