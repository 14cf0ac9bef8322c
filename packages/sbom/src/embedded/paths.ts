/** The folder of an image in which packages leave their own SBOMs. */
export const EMBEDDED_SBOM_DIRECTORY = 'var/lib/db/sbom'

/**
 * The paths, without a leading slash, at which a package's own SBOM may lie, best first: melange's name, the same without
 * the release (`-rN`), the bare package name.
 */
export function embeddedSbomPaths(name: string, version: string): readonly string[] {
  const upstream = version.replace(/-r\d+$/, '')
  return [...new Set([`${name}-${version}`, `${name}-${upstream}`, name])].map(
    (base) => `${EMBEDDED_SBOM_DIRECTORY}/${base}.spdx.json`,
  )
}
