import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { advisories, apk, EPOCH, repository } from '../testing.ts'
import { essentialEdges } from './essential-edges.ts'
import { html } from './html.ts'
import { treemapTiles } from './treemap.ts'

const web = image()
  .from(
    repository([
      apk({ name: 'musl', files: { 'lib/libc.so': 'x'.repeat(600) } }),
      apk({ name: 'nginx', depends: ['musl'], license: '<MIT>', files: { 'usr/sbin/nginx': 'x'.repeat(1400) } }),
    ]),
  )
  .add('nginx')
  .label('org.opencontainers.image.title', 'a <b>')
const build = () => web.build({ arch: ['x86_64'], epoch: EPOCH })

describe('built.report', () => {
  it('gives the same bytes for the same image', async () => {
    expect(await (await build()).report()).toBe(await (await build()).report())
  })

  it('holds sizes, components, dependencies and findings, and names nothing outside', async () => {
    const page = await (await build()).report({ feeds: advisories({ musl: { 'CVE-2026-1': '2-r0' } }) })
    for (const text of ['CVE-2026-1', 'pkg:apk/unknown/nginx@1.0-r0', '1.4 kB', 'a &lt;b&gt;', '&lt;MIT&gt;']) {
      expect(page).toContain(text)
    }
    expect(page).not.toMatch(/<script|https?:|url\((?!#)|@import|<link|<img/)
    expect(page).toContain('default-src &#39;none&#39;')
  })

  it('draws no more packages than anybody can look at', async () => {
    const names = Array.from({ length: 251 }, (_, i) => `p${i}`)
    const many = await image()
      .from(repository(names))
      .add(...names)
      .build({ arch: ['x86_64'] })
    expect(await many.report()).toContain('251 packages are more than a drawing can show')
  })

  it('says that nothing was looked up where no feed was given', async () => {
    expect(await (await build()).report({ title: 'mine' })).toMatch(
      /<h1>mine<\/h1>[\s\S]*No feed of advisories was given/,
    )
  })
})

describe('treemapTiles', () => {
  const shares = [
    { layer: 0, name: 'a', bytes: 600 },
    { layer: 0, name: 'b', bytes: 300 },
    { layer: 1, name: 'c', bytes: 100 },
  ]

  it('covers everything, areas in proportion', () => {
    const tiles = treemapTiles(shares, 2)
    const areas = tiles.map(({ name, width, height }) => [name, Math.round((width * height) / 10)])
    expect(Object.fromEntries(areas)).toEqual({ a: 600, b: 300, c: 100 })
  })

  it('joins what is too small to be seen', () => {
    const small = Array.from({ length: 5 }, (_, i) => ({ layer: 1, name: `s${i}`, bytes: 1 }))
    expect(treemapTiles([...shares, ...small], 2).map(({ name }) => name)).toContain('5 small packages')
    expect(treemapTiles([], 2)).toEqual([])
  })
})

describe('essentialEdges', () => {
  const edge = (text: string) => {
    const [from = '', to = ''] = text.split('>')
    return { from, to, kind: 'depends', requirements: [to] } as const
  }

  it('leaves out what others imply, and keeps circles connected', () => {
    const kept = (...edges: string[]) => essentialEdges(edges.map(edge)).map(({ from, to }) => `${from}>${to}`)
    expect(kept('a>b', 'a>c', 'b>c')).toEqual(['a>b', 'b>c'])
    expect(kept('a>b', 'a>c', 'b>c', 'c>b')).toEqual(['a>c', 'b>c', 'c>b'])
  })
})

describe('html', () => {
  it('escapes what is put into it, lists too, and nothing that is HTML already', () => {
    const items = ['<a>', '"b"'].map((text) => html`<li title="${text}">${text}</li>`)
    expect(html`<ul>${items}${undefined}</ul>`.html).toBe(
      '<ul><li title="&lt;a&gt;">&lt;a&gt;</li><li title="&quot;b&quot;">&quot;b&quot;</li></ul>',
    )
  })
})
