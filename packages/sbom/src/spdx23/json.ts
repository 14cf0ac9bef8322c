/** SPDX 2.3 as JSON (schema `spdx-schema.json` of the 2.3 release), the members that nacre reads and writes. */
export type Spdx23Document = {
  readonly SPDXID: string
  readonly name: string
  readonly spdxVersion: string
  readonly creationInfo: Spdx23CreationInfo
  readonly dataLicense: string
  readonly documentNamespace: string
  readonly documentDescribes: readonly string[]
  readonly packages: readonly Spdx23Package[]
  readonly files?: readonly Spdx23File[]
  readonly relationships: readonly Spdx23Relationship[]
  readonly hasExtractedLicensingInfos?: readonly Spdx23ExtractedLicense[]
}

/** SPDX 2.3 §6.8 to §6.10. */
export type Spdx23CreationInfo = {
  readonly created: string
  readonly creators: readonly string[]
  readonly licenseListVersion?: string
}

/** SPDX 2.3 §7. */
export type Spdx23Package = {
  readonly SPDXID: string
  readonly name: string
  readonly versionInfo?: string
  readonly filesAnalyzed: boolean
  readonly licenseConcluded?: string
  readonly licenseDeclared?: string
  readonly description?: string
  readonly downloadLocation: string
  readonly homepage?: string
  readonly originator?: string
  readonly supplier?: string
  readonly sourceInfo?: string
  readonly copyrightText?: string
  readonly attributionTexts?: readonly string[]
  readonly attributionText?: string
  readonly primaryPackagePurpose?: string
  readonly checksums?: readonly Spdx23Checksum[]
  readonly externalRefs?: readonly Spdx23ExternalReference[]
  readonly packageVerificationCode?: { readonly packageVerificationCodeValue: string }
}

/** SPDX 2.3 §8. */
export type Spdx23File = {
  readonly SPDXID: string
  readonly fileName: string
  readonly checksums: readonly Spdx23Checksum[]
  readonly licenseConcluded?: string
  readonly copyrightText?: string
  readonly comment?: string
}

/** SPDX 2.3 §7.10. */
export type Spdx23Checksum = {
  readonly algorithm: string
  readonly checksumValue: string
}

/** SPDX 2.3 §7.21. */
export type Spdx23ExternalReference = {
  readonly referenceCategory: string
  readonly referenceLocator: string
  readonly referenceType: string
}

/** SPDX 2.3 §11. */
export type Spdx23Relationship = {
  readonly spdxElementId: string
  readonly relationshipType: string
  readonly relatedSpdxElement: string
}

/** SPDX 2.3 §10. */
export type Spdx23ExtractedLicense = {
  readonly licenseId: string
  readonly extractedText: string
  readonly name?: string
}
