export { ApkError, type ApkErrorCode, type ApkErrorOptions } from './error.ts'
export type { IndexRecord, PackageInfo, PackageMetadata } from './metadata/metadata.ts'
