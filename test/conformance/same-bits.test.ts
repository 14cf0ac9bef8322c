import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataRoot, testData } from './data.ts'

const program = resolve(import.meta.dirname, 'same-bits-build.ts')

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-same-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** Every file below a folder with the hash of its content. */
async function contents(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const rows = files.map(async (file) => {
    const hash = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    return `${file.slice(folder.length)} ${hash}`
  })
  return (await Promise.all(rows)).sort()
}

/** A copy of the repository whose files were created in another order. */
async function copyBackwards(from: string, to: string): Promise<void> {
  for (const arch of ['aarch64', 'x86_64']) {
    await mkdir(join(to, arch), { recursive: true })
    for (const name of (await readdir(join(from, arch))).sort().reverse())
      await cp(join(from, arch, name), join(to, arch, name))
  }
}

describe.skipIf(!dataRoot)('two builds in two processes', () => {
  it('give identical layouts whatever the time zone, umask, language, folder and order of files', async () => {
    const backwards = join(dir, 'data')
    await copyBackwards(testData('data/alpine-3.20.3-reconstituted'), join(backwards, 'alpine-3.20.3-reconstituted'))
    await cp(testData('data/keys/test-only'), join(backwards, 'keys/test-only'), { recursive: true })
    const builds = [
      { data: testData('data'), mask: '022', cwd: process.cwd(), env: { TZ: 'UTC', LANG: 'C' } },
      {
        data: backwards,
        mask: '077',
        cwd: dir,
        env: { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
      },
    ]
    const layouts: string[][] = []
    for (const [i, { data, mask, cwd, env }] of builds.entries()) {
      const out = join(dir, `layout-${i}`)
      await promisify(execFile)(process.execPath, [program, data, out, mask], { cwd, env: { ...process.env, ...env } })
      layouts.push(await contents(out))
    }
    expect(layouts[0]!.length).toBeGreaterThan(6)
    expect(layouts[1]).toEqual(layouts[0])
  })
})
