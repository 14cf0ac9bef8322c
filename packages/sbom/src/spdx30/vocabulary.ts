/** SPDX 3.0.1, Software/Vocabularies/SoftwarePurpose, by the purposes of SPDX 2.3 §7.24. */
export const PURPOSES: ReadonlyMap<string, string> = new Map([
  ['APPLICATION', 'application'],
  ['FRAMEWORK', 'framework'],
  ['LIBRARY', 'library'],
  ['CONTAINER', 'container'],
  ['OPERATING_SYSTEM', 'operatingSystem'],
  ['DEVICE', 'device'],
  ['FIRMWARE', 'firmware'],
  ['SOURCE', 'source'],
  ['ARCHIVE', 'archive'],
  ['FILE', 'file'],
  ['INSTALL', 'install'],
  ['OTHER', 'other'],
])

/** SPDX 3.0.1, Core/Vocabularies/HashAlgorithm, by the algorithms of SPDX 2.3 §7.10. */
export const HASH_ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['SHA1', 'sha1'],
  ['SHA224', 'sha224'],
  ['SHA256', 'sha256'],
  ['SHA384', 'sha384'],
  ['SHA512', 'sha512'],
  ['SHA3-256', 'sha3_256'],
  ['SHA3-384', 'sha3_384'],
  ['SHA3-512', 'sha3_512'],
  ['BLAKE2b-256', 'blake2b256'],
  ['BLAKE2b-384', 'blake2b384'],
  ['BLAKE2b-512', 'blake2b512'],
  ['BLAKE3', 'blake3'],
  ['MD2', 'md2'],
  ['MD4', 'md4'],
  ['MD5', 'md5'],
  ['MD6', 'md6'],
  ['ADLER32', 'adler32'],
])

/** SPDX 3.0.1, Core/Vocabularies/ExternalIdentifierType, by the reference types of SPDX 2.3, Annex F. */
export const IDENTIFIER_TYPES: ReadonlyMap<string, string> = new Map([
  ['purl', 'packageUrl'],
  ['cpe22Type', 'cpe22'],
  ['cpe23Type', 'cpe23'],
  ['swh', 'swhid'],
  ['gitoid', 'gitoid'],
])

/** SPDX 3.0.1, Core/Vocabularies/ExternalRefType, by the reference types of SPDX 2.3, Annex F. */
export const REFERENCE_TYPES: ReadonlyMap<string, string> = new Map([
  ['maven-central', 'mavenCentral'],
  ['npm', 'npm'],
  ['nuget', 'nuget'],
  ['bower', 'bower'],
  ['advisory', 'securityAdvisory'],
  ['fix', 'securityFix'],
  ['url', 'securityOther'],
])

/**
 * SPDX 3.0.1, Core/Vocabularies/RelationshipType, by the types of SPDX 2.3 §11.1. `reversed`: SPDX 3.0 says it from the
 * other end.
 */
export const RELATIONSHIP_TYPES: ReadonlyMap<string, { readonly type: string; readonly reversed: boolean }> = new Map(
  Object.entries({
    AMENDS: ['amendedBy', true],
    ANCESTOR_OF: ['ancestorOf', false],
    CONTAINED_BY: ['contains', true],
    CONTAINS: ['contains', false],
    COPY_OF: ['copiedTo', true],
    DATA_FILE_OF: ['hasDataFile', true],
    DEPENDENCY_MANIFEST_OF: ['hasDependencyManifest', true],
    DEPENDENCY_OF: ['dependsOn', true],
    DEPENDS_ON: ['dependsOn', false],
    DESCENDANT_OF: ['descendantOf', false],
    DESCRIBED_BY: ['describes', true],
    DESCRIBES: ['describes', false],
    DISTRIBUTION_ARTIFACT: ['hasDistributionArtifact', false],
    DOCUMENTATION_OF: ['hasDocumentation', true],
    DYNAMIC_LINK: ['hasDynamicLink', false],
    EXAMPLE_OF: ['hasExample', true],
    EXPANDED_FROM_ARCHIVE: ['expandsTo', true],
    GENERATED_FROM: ['generates', true],
    GENERATES: ['generates', false],
    HAS_PREREQUISITE: ['hasPrerequisite', false],
    METAFILE_OF: ['hasMetadata', true],
    OPTIONAL_COMPONENT_OF: ['hasOptionalComponent', true],
    OPTIONAL_DEPENDENCY_OF: ['hasOptionalDependency', true],
    PATCH_APPLIED: ['patchedBy', true],
    PATCH_FOR: ['patchedBy', true],
    PREREQUISITE_FOR: ['hasPrerequisite', true],
    PROVIDED_DEPENDENCY_OF: ['hasProvidedDependency', true],
    REQUIREMENT_DESCRIPTION_FOR: ['hasRequirement', true],
    SPECIFICATION_FOR: ['hasSpecification', true],
    STATIC_LINK: ['hasStaticLink', false],
    TEST_CASE_OF: ['hasTestCase', true],
    TEST_OF: ['hasTest', true],
    VARIANT_OF: ['hasVariant', true],
  } as const).map(([name, [type, reversed]]) => [name, { type, reversed }]),
)

/** SPDX 3.0.1, individuals of Core and ExpandedLicensing: what `NOASSERTION` and `NONE` are there. */
export const INDIVIDUALS: {
  readonly element: Readonly<Record<'NOASSERTION' | 'NONE', string>>
  readonly license: Readonly<Record<'NOASSERTION' | 'NONE', string>>
} = Object.freeze({
  element: Object.freeze({
    NOASSERTION: 'https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement',
    NONE: 'https://spdx.org/rdf/3.0.1/terms/Core/NoneElement',
  }),
  license: Object.freeze({
    NOASSERTION: 'https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense',
    NONE: 'https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoneLicense',
  }),
})
