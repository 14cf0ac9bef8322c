import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

it('the site builds without a warning, its reference included', async () => {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  // Colours and carriage returns of a terminal are not wanted; a site is built for production.
  const env = { ...process.env, PATH: path, NODE_ENV: 'production', NO_COLOR: '1' }
  const { stdout, stderr } = await promisify(execFile)('node', ['scripts/run.mjs', 'docs'], { cwd: root, env })

  // A first run installs what is needed; what npm says then is not about the site.
  const said = `${stdout}${stderr}`.replace(/^npm .*$/gm, '')
  expect(said).toContain('build complete')
  expect(said).not.toMatch(/warn|error|\(!\)|not loaded|dead link/i)
  for (const page of ['index.html', 'get-started.html', 'reference/@nacre/core.html', 'reference/error-codes.html']) {
    await access(join(root, 'docs', '.vitepress', 'dist', page))
  }
})
