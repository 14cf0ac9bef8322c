import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PROGRAMS, writePages } from './pages.ts'
import { startWorld, type World } from './world/world.ts'

const pages = await writePages()
const home = process.cwd()
let world: World

beforeAll(async () => {
  world = await startWorld(join(home, 'out', 'docs-world'))
  process.env['NACRE_DOCS_WORLD'] = world.routes
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterAll(() => world[Symbol.asyncDispose]())

describe.each(pages)('$path', async ({ folder, programs }) => {
  beforeAll(() => process.chdir(folder))
  afterAll(() => process.chdir(home))

  for (const { file, line, kind } of programs) {
    const run = (): Promise<unknown> => import(pathToFileURL(join(folder, file)).href)
    // A test file makes its tests while it is loaded, as it would under `vitest run`.
    if (kind === 'test') await describe(`line ${line}, ${file}`, async () => void (await run()))
    else it(`line ${line} runs`, async () => void (await run()))
  }
})

it('every program has the types that it should', async () => {
  const config = {
    extends: '../../tsconfig.check.json',
    compilerOptions: { rootDir: '../..', noUnusedLocals: false },
    include: ['**/*.ts'],
  }
  await writeFile(join(PROGRAMS, 'tsconfig.json'), JSON.stringify(config))
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url))
  const { stdout } = await promisify(execFile)(tsc, ['-p', PROGRAMS]).catch((error: { stdout: string }) => error)
  const own = stdout.split('\n').filter((line) => line.includes('docs-programs'))
  expect(own).toEqual([])
})
