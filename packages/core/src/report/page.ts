import { formatSize } from '../explain/size.ts'
import { type Html, html, trusted } from './html.ts'
import type { ReportData } from './report-data.ts'
import { architectureSection, findingsSection } from './sections.ts'
import { style } from './style.ts'

// No script, and nothing that could be fetched: what the page shows is in it.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** The whole page. */
export function reportPage(data: ReportData): string {
  const { title, digest, created, architectures, scan } = data
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${title}: image report</title>
<style>${trusted(style)}</style>
</head>
<body>
<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker></defs></svg>
<main>
<header><h1>${title}</h1>
<p class="digest">${digest}</p>
<ul class="facts">${facts(data)}</ul></header>
${findingsSection(scan)}
${architectures.map((one, i) => architectureSection(one, i === 0))}
<footer>Dated ${created}. Written by nacre; this page holds everything that it shows.</footer>
</main>
</body>
</html>
`
  return page.html
}

function facts({ architectures, scan }: ReportData): Html[] {
  const [first] = architectures
  if (first === undefined) return []
  const packed = first.layers.reduce((sum, { size }) => sum + size, 0)
  const unpacked = first.layers.reduce((sum, { plainSize }) => sum + plainSize, 0)
  const known = new Set(scan?.findings.map(({ id }) => id)).size
  const shown: [string, string][] = [
    [String(first.packages.length), first.packages.length === 1 ? 'package' : 'packages'],
    [formatSize(packed), 'to pull'],
    [formatSize(unpacked), 'unpacked'],
    [String(first.layers.length), first.layers.length === 1 ? 'layer' : 'layers'],
    [String(architectures.length), architectures.length === 1 ? 'architecture' : 'architectures'],
    scan === undefined
      ? ['–', 'not scanned']
      : [String(known), known === 1 ? 'known vulnerability' : 'known vulnerabilities'],
  ]
  return shown.map(([value, label]) => html`<li><b>${value}</b><span>${label}</span></li>`)
}
