import { toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { parseIdentity } from './identity.ts'

/** Where clients look for a package of a `v3` repository line whose index has no spec; relative to the URL of that line. */
export const DEFAULT_PACKAGE_NAME_SPEC = `\${arch}/\${name}-\${version}.apk`
/** The same for an `ndx` line; relative to the folder of the index. */
export const DEFAULT_NDX_PACKAGE_NAME_SPEC = `\${name}-\${version}.apk`

/** What a spec may speak of. */
export type PackageNameFields = Pick<IndexRecord, 'name' | 'version' | 'checksum'> & { readonly arch?: string }

/** `${name}`, or cut to a length, `${name:3}` (apk-tools blob.c, `apk_blob_subst`). */
const VARIABLE = /\$\{([^}]*)\}/g

/**
 * The path (or, with `://` in the spec, the URL) of a package by the `pkgname-spec` of a v3 index.
 *
 * Variables: `name`, `version`, `arch` (`noarch` packages lie in `noarch`), `hash` in hex, each with an optional length: `${hash:8}`.
 *
 * @throws ApkError ERR_APK_PACKAGE_NAME_SPEC
 */
export function expandPackageNameSpec(spec: string, fields: PackageNameFields): string {
  checkPackageNameSpec(spec)
  return substitute(spec, (variable) => {
    switch (variable) {
      case 'name':
        return fields.name
      case 'version':
        return fields.version
      case 'arch':
        return fields.arch ?? 'noarch'
      default:
        return toHex(parseIdentity(fields.checksum))
    }
  })
}

/**
 * Checks a spec: known variables only, and a last path component that begins with `${name}` and one of `-`, `_`, `.`, by which
 * apk finds packages again (apk-tools package.c, `apk_pkg_subst_validate`).
 *
 * @throws ApkError ERR_APK_PACKAGE_NAME_SPEC
 */
export function checkPackageNameSpec(spec: string): void {
  const basename = spec.slice(spec.lastIndexOf('/') + 1)
  if (!/^\$\{name\}[-_.]/.test(basename))
    throw specFault(spec, `its last component does not begin with \${name} and one of - _ .`)
  const rest = substitute(spec, (variable) => {
    if (['name', 'version', 'arch', 'hash'].includes(variable)) return ''
    throw specFault(spec, `the variable ${JSON.stringify(variable)} is unknown`)
  })
  if (rest.includes(`\${`)) throw specFault(spec, 'a variable in it does not end')
}

function substitute(spec: string, expand: (variable: string) => string): string {
  return spec.replace(VARIABLE, (_, inner: string) => {
    const [variable = '', length] = inner.split(':', 2)
    if (length === undefined) return expand(variable)
    if (!/^[0-9]{1,4}$/.test(length) || inner.split(':').length > 2)
      throw specFault(spec, `${JSON.stringify(length)} is no length`)
    return expand(variable).slice(0, Number(length))
  })
}

function specFault(spec: string, fault: string): ApkError {
  return new ApkError(
    'ERR_APK_PACKAGE_NAME_SPEC',
    `Reading the package name spec ${JSON.stringify(spec.slice(0, 200))}: ${fault}. Give one such as ${DEFAULT_PACKAGE_NAME_SPEC}`,
    { details: { spec: spec.slice(0, 200) } },
  )
}
