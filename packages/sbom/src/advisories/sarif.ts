import { canonicalJson } from '../canonical-json.ts'
import type { JsonValue } from '../sbom-document.ts'
import type { Finding, ScanResult } from './scan.ts'

/** How {@link writeSarif} writes. */
export interface SarifOptions {
  /** Version of the tool that the report names. */
  readonly toolVersion?: string
  /** The file that the findings are in, relative: a lock file, a configuration. Default `lib/apk/db/installed`. */
  readonly artifact?: string
}

/**
 * The findings as SARIF 2.1.0 (OASIS): one rule a vulnerability, one result a finding. Level `error` where a fix is
 * available, else `warning`. Fingerprints are of package and vulnerability, so that a report follows a finding over
 * upgrades that do not fix it.
 */
export function writeSarif(
  result: ScanResult,
  options: SarifOptions = {},
): { readonly value: { readonly [key: string]: JsonValue }; readonly text: string } {
  const ids = [...new Set(result.findings.map(({ id }) => id))]
  const rules = ids.map((id) =>
    rule(
      result.findings.find((finding) => finding.id === id),
      id,
    ),
  )
  const value = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'nacre', ...(options.toolVersion && { version: options.toolVersion }), rules },
        },
        results: result.findings.map((finding) => toResult(finding, ids, options.artifact ?? 'lib/apk/db/installed')),
      },
    ],
  }
  return { value, text: canonicalJson(value) }
}

function rule(finding: Finding | undefined, id: string): { readonly [key: string]: JsonValue } {
  const link = finding?.references[0] ?? (id.startsWith('CVE-') ? `https://nvd.nist.gov/vuln/detail/${id}` : undefined)
  return {
    id,
    shortDescription: { text: finding?.summary ?? id },
    ...(link !== undefined && { helpUri: link }),
    ...(finding?.cvss !== undefined && { properties: { cvss: finding.cvss } }),
  }
}

function toResult(finding: Finding, ids: readonly string[], artifact: string): { readonly [key: string]: JsonValue } {
  const { id, package: pkg, fixedVersion, feed } = finding
  const advice =
    fixedVersion === undefined ? 'There is no fix yet.' : `Upgrade ${pkg.origin || pkg.name} to ${fixedVersion}.`
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level: fixedVersion === undefined ? 'warning' : 'error',
    message: { text: `${pkg.name} ${pkg.version} has ${id}. ${advice}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: artifact }, region: { startLine: 1 } },
        logicalLocations: [
          { name: pkg.name, fullyQualifiedName: pkg.purl ?? `${pkg.name}-${pkg.version}`, kind: 'module' },
        ],
      },
    ],
    partialFingerprints: { 'nacre/v1': `${pkg.name}:${id}` },
    properties: {
      package: pkg.name,
      installedVersion: pkg.version,
      ...(fixedVersion !== undefined && { fixedVersion }),
      feed,
      aliases: finding.aliases,
    },
  }
}
