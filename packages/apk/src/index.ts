export type { AdbCompression } from './adb/compression.ts'
export { type CreateAdbPackageOptions, createAdbPackage } from './adb/create-package.ts'
export { formatIdentity, parseIdentity } from './adb/identity.ts'
export {
  checkPackageNameSpec,
  DEFAULT_NDX_PACKAGE_NAME_SPEC,
  DEFAULT_PACKAGE_NAME_SPEC,
  expandPackageNameSpec,
  type PackageNameFields,
} from './adb/pkgname-spec.ts'
export type { AdbSigner } from './adb/signature.ts'
export { type AdbIndexContent, type WriteAdbIndexOptions, writeAdbIndex } from './adb/write-index.ts'
export { type FormatIndexOptions, formatIndex } from './apkindex/format.ts'
export type { Index } from './apkindex/index-file.ts'
export { type ParseIndexOptions, parseIndex } from './apkindex/parse.ts'
export { type ReadIndexOptions, readIndex } from './apkindex/read.ts'
export { compareNames, sortRecords } from './apkindex/sort.ts'
export type { IndexTable } from './apkindex/table/index-table.ts'
export { type WriteIndexOptions, writeIndex } from './apkindex/write.ts'
export { type Dependency, formatDependency, type Operator, parseDependency } from './dependency/dependency.ts'
export { satisfies } from './dependency/satisfies.ts'
export { ApkError, type ApkErrorCode, type ApkErrorOptions } from './error.ts'
export { formatInstalled } from './installed/format.ts'
export type { InstalledAccess, InstalledDirectory, InstalledFile, InstalledPackage } from './installed/installed.ts'
export { parseInstalled } from './installed/parse.ts'
export {
  formatRepositories,
  type ParseRepositoriesOptions,
  parseRepositories,
  type RepositoryLine,
} from './installed/repositories.ts'
export { formatTriggers, type InstalledTrigger, parseTriggers } from './installed/triggers.ts'
export { formatWorld, parseWorld } from './installed/world.ts'
export { hashOfAlgorithm, type SignatureAlgorithm } from './keyring/algorithm.ts'
export type { EcdsaCurve } from './keyring/curve.ts'
export {
  ALPINE_RELEASES_URL,
  type AlpineKeyOptions,
  alpineRelease,
  discoverAlpineKeys,
} from './keyring/discovery/alpine.ts'
export type { KeyFetchOptions } from './keyring/discovery/fetch.ts'
export { discoverJwksKeys, type JwksKeyOptions } from './keyring/discovery/jwks.ts'
export { fetchKeys, type KeyAddress } from './keyring/discovery/urls.ts'
export { type EcdsaKey, type GenerateEcdsaKeyOptions, importEcdsaKey } from './keyring/ecdsa-key.ts'
export { Keyring } from './keyring/keyring.ts'
export type { PublicKey } from './keyring/public-key.ts'
export { type GenerateKeyOptions, generateKey, importKey, type Signer, type SigningKey } from './keyring/signing-key.ts'
export { formatPackageInfo } from './metadata/format-package-info.ts'
export type { IndexRecord, PackageInfo, PackageMetadata } from './metadata/metadata.ts'
export { emptyPackageInfo, parsePackageInfo } from './metadata/parse-package-info.ts'
export { recordOf } from './metadata/record-of.ts'
export { type CreatePackageOptions, createPackage } from './package/create.ts'
export { type PackageLayout, type PackageSegment, packageLayout } from './package/layout.ts'
export { type ApkLimits, defaultLimits } from './package/limits.ts'
export { type ExpectedPackage, type OpenPackageOptions, openPackage } from './package/open.ts'
export type {
  ApkPackage,
  ControlEntry,
  ExpandedPackage,
  PackageEntry,
  PackageEntryType,
  PackageReadOptions,
  PackageVerifyOptions,
  PassedPackage,
  StreamedEntry,
} from './package/package.ts'
export type { PackageFile, PackageFiles } from './package/package-file.ts'
export { isPlainPath, type PathRules } from './package/path-guard.ts'
export { isScriptType, type ScriptInput, type ScriptType, scriptTypes } from './package/script.ts'
export type { SignatureEntry, TrustOptions } from './package/signature.ts'
export type { SigningOptions } from './package/signature-member.ts'
export type { ApkSource } from './package/source.ts'
export { type CreateRepositoryOptions, createRepository } from './repository/create.ts'
export type { RepositoryFormat } from './repository/http/location.ts'
export { type HttpRepositoryOptions, httpRepository } from './repository/http.ts'
export { type LocalRepository, type LocalRepositoryOptions, localRepository } from './repository/local.ts'
export { type MemoryRepository, type MemoryRepositoryOptions, memoryRepository } from './repository/memory.ts'
export { packageFileName } from './repository/package-file-name.ts'
export {
  type Repository,
  type RepositoryRequestOptions,
  type RepositorySearchOptions,
  tagged,
} from './repository/repository.ts'
export { matchesGlob, searchRecords } from './repository/search.ts'
export { type Addition, diffSolutions, type Removal, type SolutionDiff, type VersionChange } from './solver/diff.ts'
export type {
  Conflict,
  ConflictCategory,
  ConflictFact,
  PackageName,
  Rejected,
  RequirementFact,
} from './solver/explain/conflict.ts'
export type { Elsewhere } from './solver/explain/suggest.ts'
export type { ArchitectureIndexes } from './solver/joint/availability.ts'
export type { ArchitectureDifference } from './solver/joint/difference.ts'
export { type JointSolution, type SolveJointlyOptions, solveJointly } from './solver/joint/solve-jointly.ts'
export type { Edge, Reason, Solution, SolvedPackage } from './solver/solution.ts'
export { type SolveOptions, type SolveWorldOptions, solve, solveWorld } from './solver/solve.ts'
export { SolverError, type SolverErrorDetails } from './solver/solver-error.ts'
export {
  type InstalledRecord,
  type PrepareOptions,
  prepare,
  type SolverRepository,
  type SolverTables,
} from './solver/tables.ts'
export { type Step, type Why, why } from './solver/why.ts'
export { compareVersions, type Order } from './version/compare.ts'
export { isVersion } from './version/is-version.ts'
