export { formatAgent, parseAgent } from './agent.ts'
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
export { documentNamespace, isIdentifier, spdxIdentifier } from './identifier.ts'
export { PREDICATE_TYPES } from './predicate-type.ts'
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
export { writeSpdx23 } from './spdx23/write.ts'
