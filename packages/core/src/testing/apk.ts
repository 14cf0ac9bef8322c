import type { CreatePackageOptions, PackageInfo } from '@nacre/apk'

/** A package as {@link apk} takes it: everything that `.PKGINFO` may say, with its files and scripts beside it. */
export interface ApkOptions
  extends Partial<Omit<PackageInfo, 'name' | 'dataHash'>>,
    Pick<CreatePackageOptions, 'files' | 'scripts'> {
  readonly name: string
}

/** A package that is not written yet: `createPackage(apk(…))` writes it, `repository([apk(…)])` offers it. */
export type TestPackage = Readonly<Pick<CreatePackageOptions, 'info' | 'files' | 'scripts'>>

/**
 * A package for a test, in a line: `apk({ name: 'zlib' })`, or `apk('zlib')`.
 *
 * What is left out is empty: no files, no scripts, no dependencies; the version is `1.0-r0`, and the architecture is that
 * of the repository. Nothing is written before somebody asks for the package.
 *
 * @example
 * apk({ name: 'nginx', version: '1.26.2-r0', depends: ['zlib>=1.3'], files: { 'usr/sbin/nginx': { content: 'elf', mode: 0o755 } } })
 */
export function apk(options: string | ApkOptions): TestPackage {
  const { files, scripts, version = '1.0-r0', ...info } = typeof options === 'string' ? { name: options } : options
  return Object.freeze({
    info: Object.freeze({ ...info, version }),
    ...(files === undefined ? {} : { files }),
    ...(scripts === undefined ? {} : { scripts }),
  })
}
