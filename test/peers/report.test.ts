import { type BuiltImage, image } from '@nacre/core'
import { type ApkOptions, advisories, apk, EPOCH, repository } from '@nacre/core/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { showPage, startChromium } from './chromium.ts'
import { describePeers } from './peer.ts'
import { layoutFaults, leastContrast } from './report-layout.js'

const WINDOWS = [
  { width: 1280, height: 900 },
  { width: 800, height: 900 },
  { width: 390, height: 844 },
]

const TEXTS = '.label b, .muted, .alert, .calm, h1, h2, h3, th, td, code, footer'

/** Sixty packages of very different sizes, some with names and texts that are long or mean something in HTML. */
async function manyPackages(): Promise<BuiltImage> {
  const packages = Array.from({ length: 60 }, (_, i): ApkOptions => {
    const name = i % 7 === 0 ? `a-package-with-a-remarkably-long-name-${i}` : `pkg${i}`
    return {
      name,
      version: i % 5 === 0 ? '20260101.123456_git20251231-r10' : '1.2.3-r0',
      origin: `origin${i % 9}`,
      license: i % 4 === 0 ? 'GPL-2.0-or-later AND LGPL-2.1-or-later AND (MIT OR Apache-2.0)' : 'MIT',
      description: `<script>alert(${i})</script> & "things" ${'that go on '.repeat(i % 6)}`,
      depends:
        i === 0 ? [] : [Math.floor(i / 2), Math.floor(i / 3)].map((at) => nameOf(at)).filter((one) => one !== name),
      files: { [`usr/lib/${name}`]: 'x'.repeat(Math.ceil(1.13 ** i * 40)) },
    }
  })
  const names = packages.map(({ name }) => name)
  return await image()
    .from(repository(packages.map(apk)))
    .add(...names)
    .env({ A_VARIABLE: '/a/long/path:'.repeat(12) })
    .label('org.opencontainers.image.title', 'A <title> with an averylongwordthatcannotbebrokenanywhere & more')
    .layers('origin', { budget: 6 })
    .build({ arch: ['x86_64', 'aarch64'], epoch: EPOCH })
}

function nameOf(i: number): string {
  return i % 7 === 0 ? `a-package-with-a-remarkably-long-name-${i}` : `pkg${i}`
}

const feed = advisories({ origin3: { 'CVE-2026-1': '1.2.4-r0', 'CVE-2026-2': null }, pkg1: { 'CVE-2026-3': '9-r0' } })

describePeers(['chromium'], 'the report in Chromium', () => {
  let browser: Browser
  const reports: Record<string, string> = {}
  beforeAll(async () => {
    browser = await startChromium()
    reports['many packages'] = await (await manyPackages()).report({ feeds: feed })
    const one = await image()
      .from(repository(['musl']))
      .add('musl')
      .build({ arch: ['x86_64'], epoch: EPOCH })
    reports['one empty package'] = await one.report()
  })
  afterAll(() => browser?.close())

  for (const size of WINDOWS) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const what of ['many packages', 'one empty package']) {
        it(`${what}, ${size.width} pixels, ${colorScheme}: nothing overlaps, sticks out or is fetched`, async () => {
          const { page, requests } = await showPage(browser, reports[what]!, { ...size, colorScheme })
          expect(await page.evaluate(layoutFaults)).toEqual([])
          expect(await page.evaluate(leastContrast, TEXTS)).toBeGreaterThan(4.5)
          expect(requests).toEqual([])
          await page.close()
        })
      }
    }
  }

  it('would notice what overlaps, sticks out, cannot be read or is fetched', async () => {
    const broken = reports['many packages']!.replace(
      '</style>',
      '.tile{min-width:40%}.facts{width:2000px}.muted{color:#999!important;background:#888}</style>',
    )
    const fetching = broken
      .replace(/<meta http-equiv[^>]*>/, '')
      .replace('</main>', '<img src="http://127.0.0.1:9/x"></main>')
    const { page, requests } = await showPage(browser, fetching, { ...WINDOWS[0]!, colorScheme: 'light' })
    const faults = (await page.evaluate(layoutFaults)).join('\n')
    for (const fault of [/tile.* overlaps /, /sticks out/, /the page is \d+ wide/]) expect(faults).toMatch(fault)
    expect(await page.evaluate(leastContrast, TEXTS)).toBeLessThan(2)
    expect(requests).toEqual(['http://127.0.0.1:9/x'])
    await page.close()
  })

  it('shows text as text', async () => {
    const { page } = await showPage(browser, reports['many packages']!, { ...WINDOWS[0]!, colorScheme: 'light' })
    expect(await page.locator('h1').textContent()).toContain('A <title> with')
    expect(await page.locator('script').count()).toBe(0)
    await page.close()
  })
})
