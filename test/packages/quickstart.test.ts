import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, inject, it } from 'vitest'
import { codeBlocks } from '../docs/code-blocks.ts'
import { startWorld } from '../docs/world/world.ts'
import { emptyProject } from './project.ts'
import { startPackageRegistry } from './registry.ts'
import { readTarballs } from './tarballs.ts'

const page = fileURLToPath(new URL('../../docs/get-started.md', import.meta.url))
const offline = pathToFileURL(fileURLToPath(new URL('offline-preload.ts', import.meta.url))).href

it('the page "Get started", followed to the letter in an empty folder, gives what it says', async () => {
  await using registry = await startPackageRegistry(await readTarballs(inject('tarballs')))
  await using project = await emptyProject(registry.url)
  await using world = await startWorld(join(project.folder, 'world'))
  const env = { NODE_OPTIONS: `--import=${offline}`, NACRE_DOCS_WORLD: world.routes }

  const blocks = codeBlocks(await readFile(page, 'utf8'))
  let here = '.'
  let step = 0
  for (const { language, file, code } of blocks) {
    if (language === 'sh') {
      // Every line is typed into one shell; only the folder it is in lives on.
      const runs = code.includes('node ') ? env : {}
      here = (await project.run(`cd ${here}\n${code}pwd`, runs)).trim().split('\n').at(-1)!
    } else if (language === 'ts') {
      const name = file ?? `step-${++step}.ts`
      await project.write(join('web', name), code)
      if (file === undefined) await project.run(`cd ${here} && node ${name}`, env)
    }
  }

  const digests = [
    await project.run(`cd ${here} && node build.ts`, env),
    await project.run(`cd ${here} && node build.ts`, env),
  ]
  expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}\n$/)
  expect(digests[1]).toBe(digests[0])
  const index = JSON.parse(await readFile(join(here, 'out', 'index.json'), 'utf8'))
  expect(index.manifests).toHaveLength(1)
  const lock = JSON.parse(await readFile(join(here, 'web.lock.json'), 'utf8'))
  expect(Object.keys(lock.architectures).sort()).toEqual(['aarch64', 'x86_64'])
  expect(await readFile(join(here, 'web.tar'))).not.toHaveLength(0)
  expect(Object.keys(world.registry.tags('team/web'))).toContain('1')
})
