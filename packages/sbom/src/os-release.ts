import { SbomError } from './sbom-error.ts'

/** What an SBOM says of the operating system: `ID`, `NAME` and `VERSION_ID` of `/etc/os-release`. */
export interface OsRelease {
  readonly id: string
  readonly name: string
  readonly versionId: string
}

/** What apko says of an image without `/etc/os-release`. */
export const UNKNOWN_OS: OsRelease = Object.freeze({
  id: 'unknown',
  name: 'apko-generated image',
  versionId: 'unknown',
})

/**
 * Reads the text of `/etc/os-release` (os-release(5)): `KEY=value` lines, `#` comments, values in double quotes or bare.
 * Keys that are absent give empty texts.
 *
 * @throws SbomError `ERR_SBOM_OS_RELEASE` at a line without `=`
 */
export function parseOsRelease(text: string): OsRelease {
  const values = new Map<string, string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    if (equals < 0) {
      throw new SbomError(
        'ERR_SBOM_OS_RELEASE',
        `Reading os-release, line ${index + 1}: no "=" in it. Write each line as KEY=value, or start it with "#".`,
        { details: { line: index + 1 } },
      )
    }
    values.set(line.slice(0, equals), line.slice(equals + 1).replaceAll(/^"+|"+$/g, ''))
  }
  return {
    id: values.get('ID') ?? '',
    name: values.get('NAME') ?? '',
    versionId: values.get('VERSION_ID') ?? '',
  }
}
