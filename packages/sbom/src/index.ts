export type {
  Advisory,
  AdvisoryFeed,
  AffectedRange,
  ReadFeedOptions,
} from './advisories/advisory.ts'
export type { CompareVersions } from './advisories/affected.ts'
export { readOsv } from './advisories/read-osv.ts'
export { readSecdb } from './advisories/read-secdb.ts'
export { type SarifOptions, writeSarif } from './advisories/sarif.ts'
export { type Finding, type ScannedPackage, type ScanOptions, type ScanResult, scan } from './advisories/scan.ts'
export { formatFindings } from './advisories/table.ts'
export { type VexOptions, writeVex } from './advisories/vex.ts'
export { formatAgent, parseAddress, parseAgent } from './agent.ts'
export { STATEMENT_MEDIA_TYPE, type StatementSubject, sbomStatement } from './attestation/statement.ts'
export { canonicalJson } from './canonical-json.ts'
export type {
  Agent,
  Checksum,
  ChecksumAlgorithm,
  Component,
  ComponentKind,
  ExternalReference,
  Purpose,
} from './component.ts'
export { purlOf } from './component.ts'
export { formatCreated } from './created.ts'
export { type CycloneDxVersion, writeCycloneDx } from './cyclonedx/write.ts'
export { type EmbeddedSbom, type MergedSbom, type MergeEmbeddedOptions, mergeEmbedded } from './embedded/merge.ts'
export { EMBEDDED_SBOM_DIRECTORY, embeddedSbomPaths } from './embedded/paths.ts'
export { documentNamespace, isIdentifier, spdxIdentifier } from './identifier.ts'
export { describeImage } from './image/describe-image.ts'
export { describeIndex } from './image/describe-index.ts'
export type { FileFacts, ImageFacts, IndexFacts, LayerFacts, PackageFacts } from './image/facts.ts'
export { APKO_SHAPE, type DocumentShape, NACRE_SHAPE } from './image/shape.ts'
export { type LicenseExpression, licenseExpression } from './license/license-expression.ts'
export { type OsRelease, parseOsRelease, UNKNOWN_OS } from './os-release.ts'
export { PREDICATE_TYPES } from './predicate-type.ts'
export { type ApkPurlParts, apkDistro, apkPurl } from './purl/apk-purl.ts'
export { type OciPurlParts, ociPurl } from './purl/oci-purl.ts'
export { repairDocument } from './repair/document.ts'
export type {
  ExtractedLicense,
  JsonValue,
  Relationship,
  RelationshipType,
  SbomDocument,
  SbomFormat,
  WrittenSbom,
} from './sbom-document.ts'
export { SbomError, type SbomErrorCode } from './sbom-error.ts'
export type { Spdx23Shape } from './spdx23/from-model.ts'
export { type ReadSpdx23Limits, readSpdx23 } from './spdx23/read.ts'
export { writeSpdx23 } from './spdx23/write.ts'
export { writeSpdx30 } from './spdx30/write.ts'
export type { SbomWarning, SbomWarningCode } from './warning.ts'
export { SBOM_FORMATS, writeSbom } from './write-sbom.ts'
