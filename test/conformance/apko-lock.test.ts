import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatApkoLock, fromApko, type ImageDefinition, parseApko } from '@nacre/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answers, builtCases, configuration, lockCases, lockDigest, readCases } from './apko-lock/apko.ts'
import { dataRoot } from './data.ts'

const folder = join(import.meta.dirname, 'apko-lock')
const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as Answers

describe.skipIf(!dataRoot)('as apko locks it', () => {
  const before = process.cwd()
  // Paths in a configuration begin at the working directory, as they do for apko.
  beforeAll(() => process.chdir(dataRoot ?? '.'))
  afterAll(() => process.chdir(before))

  it.each(lockCases)('%s: the same packages in the same order, the same lock file to the byte', async (name) => {
    const path = configuration(name)
    const plan = await (await fromApko(path)).plan({ offline: true })
    const packages = plan.archs.map((arch) => [
      arch,
      plan.architecture(arch).solution.packages.map((one) => `${one.name}=${one.version}`),
    ])
    expect(Object.fromEntries(packages)).toEqual(answers.locks[name]?.packages)
    expect(lockDigest(formatApkoLock(await plan.toApkoLock({ offline: true })), path)).toBe(answers.locks[name]?.lock)
  })

  it.each(builtCases)('%s: the same layers from its lock', async (name) => {
    const chain = await fromApko(configuration(name))
    const lock = await (await chain.plan({ offline: true })).toApkoLock({ offline: true })
    const built = await chain.build({ lock, offline: true })
    const diffIds = built.archs.map((arch) => {
      const { architecture, rootfs } = built.arch(arch).config
      return [architecture, rootfs.diff_ids]
    })
    expect(Object.fromEntries(diffIds)).toEqual(answers.locks[name]?.built)
  })

  it.each(['alpine-base', 'two-architectures', 'tagged', 'tools'])(
    '%s: the same image again from the lock, under either profile',
    async (name) => {
      for (const profile of ['apko', 'nacre'] as const) {
        const chain = (await fromApko(configuration(name))).profile(profile)
        const built = await chain.build({ offline: true })
        const lock = built.plan.toLock()
        expect((await chain.build({ lock, offline: true })).digest).toBe(built.digest)
      }
    },
  )
})

describe('as apko reads it', () => {
  it.each(readCases)('%s: its configuration, after merging and filling in, says the same', async (name) => {
    const shown = answers.configurations[name] ?? ''
    const own = (await fromApko(configuration(name), { directory: folder })).toJSON()
    const theirs = (await parseApko(shown.replace(/^include: .*\n/m, ''))).toJSON()
    expect(withoutSupervisor(own)).toEqual(withoutSupervisor(theirs))
  })
})

/** apko writes the package that a service bundle needs among those that were asked for; here it is added when planning. */
function withoutSupervisor(definition: ImageDefinition): ImageDefinition {
  return { ...definition, packages: definition.packages.filter((name) => name !== 's6') }
}
