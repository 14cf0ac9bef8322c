import { count } from '../explain/columns.ts'
import { NO_PACKAGE } from '../explain/package-sizes.ts'
import type { ImageFinding, ImageScan } from '../explain/scan.ts'
import { formatSize } from '../explain/size.ts'
import { graphSvg } from './graph-svg.ts'
import { type Html, html } from './html.ts'
import type { ReportArchitecture } from './report-data.ts'
import { type Tile, treemapTiles } from './treemap.ts'

/** Colours that layers are told apart by. */
const COLOURS = 8

/** Packages that are drawn; so many, each with three dependencies, took 4 s to lay out on one core. */
const MOST_DRAWN = 250

/** Everything about one architecture. */
export function architectureSection(data: ReportArchitecture, open: boolean): Html {
  const { arch, platform, digest, layers, packages } = data
  const size = layers.reduce((sum, layer) => sum + layer.size, 0)
  return html`<details class="arch" id="${arch}"${open ? html` open` : ''}>
<summary><h2>${arch}</h2><span class="muted">${platform} · ${count(packages.length, 'package')} · ${formatSize(size)}</span></summary>
<p class="digest">${digest}</p>
${sizeSection(data)}
${configSection(data)}
${graphSection(data)}
${packageSection(data)}
</details>`
}

function sizeSection({ shares, layers }: ReportArchitecture): Html {
  const total = shares.reduce((sum, { bytes }) => sum + bytes, 0)
  const legend = layers.map(
    ({ digest, size, plainSize }, i) =>
      html`<li><span class="swatch c${i % COLOURS}"></span><span>Layer ${i + 1}</span><code>${digest.slice(7, 19)}</code><span class="muted">${formatSize(size)} packed, ${formatSize(plainSize)} unpacked</span></li>`,
  )
  return html`<section><h3>Size by package and layer</h3>
<p class="muted">${formatSize(total)} of files. Areas are in proportion to the bytes on disk.</p>
<div class="treemap wide">${treemapTiles(shares, 2.4).map((tile) => tileBox(tile, total))}</div>
<div class="treemap narrow">${treemapTiles(shares, 0.85).map((tile) => tileBox(tile, total))}</div>
<ul class="legend">${legend}</ul></section>`
}

function tileBox({ layer, name, bytes, left, top, width, height }: Tile, total: number): Html {
  const share = total === 0 ? 0 : (bytes / total) * 100
  const label = name === NO_PACKAGE ? 'made by the build' : name
  const place = `left:${left}%;top:${top}%;width:${width}%;height:${height}%`
  return html`<div class="tile" style="${place}"><div class="fill c${layer % COLOURS}" title="${label}: ${formatSize(bytes)}, ${share.toFixed(1)} %, layer ${layer + 1}"><span class="label"><b>${label}</b><span>${formatSize(bytes)}</span></span></div></div>`
}

function configSection({ settings }: ReportArchitecture): Html {
  const rows = settings.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${value}</code></td></tr>`,
  )
  return html`<section><h3>Configuration</h3><div class="scroll"><table class="settings"><tbody>${rows}</tbody></table></div></section>`
}

function graphSection({ graph }: ReportArchitecture): Html {
  if (graph.nodes.length > MOST_DRAWN) {
    return html`<section><h3>Dependencies</h3><p class="muted">${graph.nodes.length} packages are more than a drawing can show; <code>plan.graph().toDot()</code> has them all.</p></section>`
  }
  return html`<section><h3>Dependencies</h3>
<p class="muted">Packages in colour were asked for; a dotted line is an <code>install_if</code>. Lines that others imply are left out.</p>
<div class="scroll canvas" tabindex="0">${graphSvg(graph)}</div></section>`
}

function packageSection({ packages }: ReportArchitecture): Html {
  const rows = [...packages]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, version, description, license, origin, purl, bytes }) => html`<tr>
<td data-head="Package"><b>${name}</b><span class="muted note">${description}</span><code class="purl note">${purl}</code></td>
<td data-head="Version"><code>${version}</code></td>
<td data-head="Licence">${license || '–'}</td>
<td data-head="Origin">${origin || '–'}</td>
<td data-head="Size" class="number">${formatSize(bytes)}</td>
</tr>`,
    )
  return html`<section><h3>Components</h3><div class="scroll"><table class="list"><thead><tr><th>Package</th><th>Version</th><th>Licence</th><th>Origin</th><th class="number">Size</th></tr></thead><tbody>${rows}</tbody></table></div></section>`
}

/** What scanning found, or that nothing was scanned. */
export function findingsSection(scan: ImageScan | undefined): Html {
  if (scan === undefined) {
    return html`<section id="findings"><h2>Findings</h2><p class="muted">No feed of advisories was given, so nothing was looked up.</p></section>`
  }
  const rows = groupFindings(scan).map(({ finding, packages }) => {
    const {
      id,
      fixedVersion,
      archs,
      feed,
      summary,
      package: { version },
    } = finding
    const fix =
      fixedVersion === undefined ? html`<span class="muted">no fix yet</span>` : html`<code>${fixedVersion}</code>`
    return html`<tr>
<td data-head="Vulnerability"><b>${id}</b><span class="muted note">${summary ?? ''}</span></td>
<td data-head="Packages">${packages}</td>
<td data-head="Installed"><code>${version}</code></td>
<td data-head="Fixed in">${fix}</td>
<td data-head="On">${archs.join(', ')}</td>
<td data-head="Feed">${feed}</td>
</tr>`
  })
  const table = html`<div class="scroll"><table class="list"><thead><tr><th>Vulnerability</th><th>Packages</th><th>Installed</th><th>Fixed in</th><th>On</th><th>Feed</th></tr></thead><tbody>${rows}</tbody></table></div>`
  return html`<section id="findings"><h2>Findings</h2><p class="${rows.length > 0 ? 'alert' : 'calm'}">${scan.summary}</p>${rows.length > 0 ? table : ''}</section>`
}

// Packages of one origin share their vulnerabilities: one row tells of all of them.
function groupFindings({ findings }: ImageScan): { finding: ImageFinding; packages: string }[] {
  const groups = Map.groupBy(findings, ({ id, package: pkg, fixedVersion, archs, feed }) =>
    [id, pkg.version, fixedVersion, feed, ...archs].join('\n'),
  )
  return [...groups.values()].map((group) => ({
    finding: group[0]!,
    packages: group.map((finding) => finding.package.name).join(', '),
  }))
}
