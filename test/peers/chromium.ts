import { type Browser, chromium, type Page } from 'playwright-core'
import { findProgram } from './peer.ts'

/** Debian's Chromium without a window, and without the services that it would call by itself. */
export async function startChromium(): Promise<Browser> {
  const program = findProgram('chromium')
  return await chromium.launch({
    ...(program === undefined ? {} : { executablePath: program }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page that shows this HTML, and everything that it asked the network for. */
export async function showPage(
  browser: Browser,
  html: string,
  view: { width: number; height: number; colorScheme: 'light' | 'dark' },
): Promise<{ page: Page; requests: string[] }> {
  const { width, height, colorScheme } = view
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, offline: true })
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await page.setContent(html, { waitUntil: 'load' })
  return { page, requests }
}
