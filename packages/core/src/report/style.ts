/** Hues of the layers, in degrees. */
const HUES = [212, 158, 32, 280, 350, 64, 310, 110] as const

/** The style sheet of a report: light and dark, wide and narrow, nothing from outside. */
export const style: string = `
:root{color-scheme:light dark;--bg:#fbfaf8;--card:#fff;--ink:#1d1f23;--muted:#5f6570;--line:#e2dfd8;--accent:#2458b8;--tile-ink:#10131a;--fill-l:84%;--fill-s:58%;--alert:#a3241d;--alert-bg:#fdecea;--calm:#17603a;--calm-bg:#e6f4ec}
@media (prefers-color-scheme:dark){:root{--bg:#14161a;--card:#1c1f25;--ink:#e9e7e2;--muted:#a0a6b1;--line:#30343d;--accent:#8fb4ff;--tile-ink:#f2f3f5;--fill-l:29%;--fill-s:38%;--alert:#ffb4ab;--alert-bg:#4a1d1a;--calm:#9fe0bb;--calm-bg:#173325}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1200px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 8px;overflow-wrap:anywhere}
h2{font-size:1.35rem;margin:0}
h3{font-size:1.05rem;margin:0 0 4px}
p{margin:0 0 12px}
section{margin:28px 0 0}
code,.digest{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em}
.digest{color:var(--muted);overflow-wrap:anywhere;margin:0 0 8px}
.muted{color:var(--muted)}
.note{display:block;font-size:.86em}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0 0;padding:0;list-style:none}
.facts li{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px}
.facts b{display:block;font-size:1.45rem;line-height:1.25}
.facts span{color:var(--muted);font-size:.9em}
details.arch,#findings{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:18px 20px;margin:20px 0 0}
summary{cursor:pointer;display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline}
summary::before{content:"▸";color:var(--muted);width:1em}
details[open]>summary{margin-bottom:8px}
details[open]>summary::before{content:"▾"}
summary::-webkit-details-marker{display:none}
.treemap{position:relative;width:100%;border-radius:10px;overflow:hidden}
.treemap.wide{aspect-ratio:2.4}
.treemap.narrow{aspect-ratio:.85;display:none}
.tile{position:absolute;padding:1px;container-type:size}
.fill{width:100%;height:100%;border-radius:4px;overflow:hidden;color:var(--tile-ink)}
.label{display:none;padding:6px 8px;font-size:.85rem;line-height:1.25}
.label b,.label>span{display:block;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
@container (min-width:64px) and (min-height:28px){.label{display:block}.label>span{display:none}}
@container (min-width:64px) and (min-height:46px){.label>span{display:block}}
.legend{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:4px;font-size:.92em}
.legend li{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:center}
.swatch{width:14px;height:14px;border-radius:4px;flex:none}
${HUES.map((hue, i) => `.c${i}{background:hsl(${hue} var(--fill-s) var(--fill-l))}`).join('\n')}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
.canvas{border:1px solid var(--line);border-radius:10px;max-height:70vh;overflow:auto;background:var(--bg)}
.graph{display:block;max-width:none}
.graph rect{fill:var(--card);stroke:var(--line);stroke-width:1.5}
.graph .wanted rect{fill:hsl(${HUES[0]} var(--fill-s) var(--fill-l));stroke:var(--accent)}
.graph text{fill:var(--ink);font:600 12px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;text-anchor:middle}
.graph .version{fill:var(--muted);font-weight:400;font-size:11px}
.graph .wanted .version{fill:var(--tile-ink)}
.edge{fill:none;stroke:var(--muted);stroke-width:1.2;opacity:.75}
.edge.install_if{stroke-dasharray:3 4}
#arrow path{fill:var(--muted)}
table{border-collapse:collapse;width:100%;font-size:.92em}
th{text-align:left;font-weight:600}
td,th{padding:8px 10px;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--muted);font-size:.88em}
tbody tr:last-child>*{border-bottom:0}
.number{text-align:right;white-space:nowrap}
.list td>b,.list td>code{white-space:nowrap}
.list td>.purl{white-space:normal;overflow-wrap:anywhere;font-size:.78em}
.purl{color:var(--muted)}
.settings th{color:var(--muted);font-weight:400;white-space:nowrap;width:1%}
.settings code{overflow-wrap:anywhere}
.alert,.calm{border-radius:10px;padding:10px 14px;margin:10px 0 12px}
.alert{color:var(--alert);background:var(--alert-bg)}
.calm{color:var(--calm);background:var(--calm-bg)}
footer{margin:28px 0 0;color:var(--muted);font-size:.88em}
@media (max-width:900px){
main{padding:20px 14px 40px}
h1{font-size:1.5rem}
.facts{grid-template-columns:1fr 1fr}
.facts li{padding:10px 12px}
.facts b{font-size:1.2rem}
details.arch,#findings{padding:14px}
.treemap.wide{display:none}
.treemap.narrow{display:block}
.settings th{white-space:normal;width:auto;overflow-wrap:anywhere}
.list td>b,.list td>code{white-space:normal}
.list td{overflow-wrap:anywhere}
.list thead{display:none}
.list,.list tbody,.list tr,.list td{display:block;width:100%}
.list tr{padding:10px 0;border-bottom:1px solid var(--line)}
.list tr:last-child{border-bottom:0}
.list td{border:0;padding:2px 0 2px 104px;position:relative;text-align:left;white-space:normal;min-height:1.5em}
.list td::before{content:attr(data-head);position:absolute;left:0;top:2px;width:96px;color:var(--muted)}
}
@media print{details.arch{break-inside:avoid}}
`
