import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { BUILD, compilerOptions, TEST } from './consumer.ts'
import { PRELOAD, packagesOf } from './loaded.ts'
import { emptyProject, type Project } from './project.ts'
import { type PackageRegistry, startPackageRegistry } from './registry.ts'
import { entryPoints, readTarballs } from './tarballs.ts'

const tarballs = await readTarballs(inject('tarballs'))
const entries = entryPoints(tarballs)
// The matchers register themselves with a running Vitest: they have a test of their own.
const importable = entries.filter((entry) => entry !== '@nacre/core/vitest')
let registry: PackageRegistry
let project: Project

beforeAll(async () => {
  registry = await startPackageRegistry(tarballs)
  project = await emptyProject(registry.url)
  await project.run('npm init -y && npm pkg set type=module')
  await project.run(`npm install ${tarballs.map(({ name }) => name).join(' ')} vitest typescript @types/node`)
  await project.write('build.ts', BUILD)
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

describe('in an empty project', () => {
  it.each(importable)('%s can be imported', async (entry) => {
    await project.run(`node --input-type=module -e "await import('${entry}')"`)
  })

  it('an image is built, the same one twice', async () => {
    const digest = await project.run('node build.ts')
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}\n$/)
    expect(await project.run('node build.ts')).toBe(digest)
  })

  it('the matchers work in a test run of its own', async () => {
    await project.write('image.test.ts', TEST)
    expect(await project.run('npx vitest run --no-color')).toMatch(/Tests\s+1 passed/)
  })

  it('nothing inside a package can be reached', async () => {
    const deep = project.run(`node --input-type=module -e "await import('@nacre/core/src/index.ts')"`)
    await expect(deep).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })
})

describe('types', () => {
  it.each(['nodenext', 'bundler'] as const)(
    'hold under moduleResolution %s, libraries checked too',
    async (resolution) => {
      await project.write('imports.ts', entries.map((entry, i) => `export * as entry${i} from '${entry}'\n`).join(''))
      await project.write(`tsconfig.${resolution}.json`, compilerOptions(resolution))
      const output = await project.run(`npx tsc -p tsconfig.${resolution}.json || true`)
      expect(output.split('\n').filter((line) => line.includes('@nacre') || /^(build|imports)/.test(line))).toEqual([])
    },
  )
})

/** Libraries that take time to load, and that no import of ours may load before they are needed. */
const HEAVY = [
  'undici',
  'yaml',
  'valibot',
  '@cyclonedx/cyclonedx-library',
  '@sigstore/sign',
  '@dagrejs/dagre',
  'd3-hierarchy',
  'log-update',
]

describe('start-up', () => {
  it.each(importable)('%s loads only what it needs at once', async (entry) => {
    await project.write('preload.mjs', PRELOAD)
    const timed = `const before = performance.now(); await import('${entry}'); console.log(performance.now() - before)`
    const printed = await project.run(`node --import ./preload.mjs --input-type=module -e "${timed}"`)
    const [time = '', ...urls] = printed.trim().split('\n')
    console.log(
      `${entry}: ${Number(time).toFixed(0)} ms, ${urls.filter((url) => url.startsWith('file:')).length} modules`,
    )
    const packages = await packagesOf(urls)
    expect(packages.filter((name) => HEAVY.includes(name))).toEqual([])
  })
})
