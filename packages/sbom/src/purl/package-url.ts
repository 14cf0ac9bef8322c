import { PackageURL } from 'packageurl-js'
import { SbomError } from '../sbom-error.ts'

/** The parts of a package URL: https://github.com/package-url/purl-spec. */
export interface PurlParts {
  readonly type: string
  readonly namespace?: string
  readonly name: string
  readonly version?: string
  readonly qualifiers?: Readonly<Record<string, string | undefined>>
  readonly subpath?: string
}

/** The canonical text of a package URL. Throws `ERR_SBOM_PURL` where the parts make none. */
export function formatPurl(parts: PurlParts): string {
  const qualifiers = Object.entries(parts.qualifiers ?? {}).filter((entry): entry is [string, string] => !!entry[1])
  try {
    return new PackageURL(
      parts.type,
      parts.namespace,
      parts.name,
      parts.version,
      qualifiers.length === 0 ? undefined : Object.fromEntries(qualifiers),
      parts.subpath,
    ).toString()
  } catch (cause) {
    throw new SbomError(
      'ERR_SBOM_PURL',
      `Writing the package URL of ${parts.type} "${parts.name}": ${cause instanceof Error ? cause.message : 'refused'}. ` +
        'Give a type, a name and qualifiers that the purl specification allows.',
      { details: { ...parts }, cause },
    )
  }
}

/** True where `text` is a package URL that the specification allows. */
export function isPurl(text: string): boolean {
  try {
    PackageURL.fromString(text)
    return true
  } catch {
    return false
  }
}
