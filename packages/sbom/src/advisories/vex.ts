import type { Models } from '@cyclonedx/cyclonedx-library'
import { canonicalJson } from '../canonical-json.ts'
import { type CycloneDxLibrary, loadLibrary } from '../cyclonedx/library.ts'
import { serializeBom } from '../cyclonedx/serialize.ts'
import type { CycloneDxVersion } from '../cyclonedx/write.ts'
import { spdxIdentifier, uuidOf } from '../identifier.ts'
import type { WrittenSbom } from '../sbom-document.ts'
import type { Finding, ScannedPackage, ScanResult } from './scan.ts'

/** How {@link writeVex} writes. */
export interface VexOptions {
  readonly version?: CycloneDxVersion
  /** RFC 3339; absent: the document has no time. */
  readonly created?: string
}

/** CycloneDX 1.6, `vulnerabilities[].analysis.state`. What is in a package need not be exploitable there. */
const STATES = { affected: 'in_triage', fixed: 'resolved', not_affected: 'not_affected' } as const

/**
 * The result of a scan as CycloneDX VEX: the packages that findings are about as components, each finding as a
 * vulnerability with its analysis, what is fixed and what was never affected included. Serial number: a UUID of the
 * content.
 */
export async function writeVex(
  result: ScanResult,
  options: VexOptions = {},
): Promise<Pick<WrittenSbom, 'value' | 'text'>> {
  const library = await loadLibrary()
  const { Enums, Models } = library
  const findings = [...result.findings, ...result.fixed, ...result.notAffected]
  const components = new Map<string, Models.Component>()
  for (const { package: pkg } of findings) {
    const ref = refOf(pkg)
    if (components.has(ref)) continue
    components.set(
      ref,
      new Models.Component(Enums.ComponentType.Library, pkg.name, {
        bomRef: ref,
        version: pkg.version,
        ...(pkg.purl !== undefined && { purl: pkg.purl }),
      }),
    )
  }
  const bom = new Models.Bom({
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([result, options.created ?? '']))}`,
    metadata: new Models.Metadata({ ...(options.created !== undefined && { timestamp: new Date(options.created) }) }),
    components: new Models.ComponentRepository(components.values()),
    vulnerabilities: new Models.Vulnerability.VulnerabilityRepository(
      findings.map((finding) => toVulnerability(finding, components.get(refOf(finding.package)), library)),
    ),
  })
  const value = serializeBom(bom, options.version ?? '1.6', library)
  return { value, text: canonicalJson(value) }
}

function refOf(pkg: ScannedPackage): string {
  return pkg.id ?? `Package-apk-${spdxIdentifier(`${pkg.name}-${pkg.version}`)}`
}

function toVulnerability(
  finding: Finding,
  component: Models.Component | undefined,
  { Enums, Models }: CycloneDxLibrary,
): Models.Vulnerability.Vulnerability {
  const { Vulnerability } = Models
  const { status, package: pkg, fixedVersion } = finding
  const upgrade = `Upgrade ${pkg.origin || pkg.name} to ${fixedVersion}`
  const isAffected = status === 'affected'
  return new Vulnerability.Vulnerability({
    bomRef: `Vulnerability-${spdxIdentifier(`${finding.id}-${refOf(pkg)}`)}`,
    id: finding.id,
    source: new Vulnerability.Source({ name: finding.feed }),
    references: new Vulnerability.ReferenceRepository(
      finding.aliases.map(
        (alias) => new Vulnerability.Reference(alias, new Vulnerability.Source({ name: finding.feed })),
      ),
    ),
    ...(finding.summary !== undefined && { description: finding.summary }),
    ...(finding.cvss !== undefined && {
      ratings: new Vulnerability.RatingRepository([
        new Vulnerability.Rating({ vector: finding.cvss, ...method(finding.cvss, Enums) }),
      ]),
    }),
    ...(isAffected && fixedVersion !== undefined && { recommendation: upgrade }),
    advisories: new Vulnerability.AdvisoryRepository(finding.references.map((url) => new Vulnerability.Advisory(url))),
    analysis: new Vulnerability.Analysis({
      state: STATES[status] as NonNullable<Models.Vulnerability.Analysis['state']>,
      ...(isAffected &&
        fixedVersion !== undefined && {
          response: new Enums.Vulnerability.AnalysisResponseRepository([Enums.Vulnerability.AnalysisResponse.Update]),
        }),
      ...(finding.justification !== undefined && { detail: finding.justification }),
    }),
    ...(component !== undefined && {
      affects: new Vulnerability.AffectRepository([
        new Vulnerability.Affect(component.bomRef, {
          versions: new Vulnerability.AffectedVersionRepository([
            new Vulnerability.AffectedSingleVersion(pkg.version, {
              status: isAffected
                ? Enums.Vulnerability.AffectStatus.Affected
                : Enums.Vulnerability.AffectStatus.Unaffected,
            }),
          ]),
        }),
      ]),
    }),
  })
}

/** CycloneDX 1.6, `vulnerabilities[].ratings[].method`, by the start of a CVSS vector. */
function method(
  vector: string,
  { Vulnerability }: CycloneDxLibrary['Enums'],
): { method?: Models.Vulnerability.Rating['method'] } {
  const { RatingMethod } = Vulnerability
  if (vector.startsWith('CVSS:3.1/')) return { method: RatingMethod.CVSSv31 }
  if (vector.startsWith('CVSS:3.0/')) return { method: RatingMethod.CVSSv3 }
  return vector.startsWith('CVSS:4.0/') ? { method: RatingMethod.CVSSv4 } : {}
}
