import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Apko, buildWithApko, lockWithApko } from '../apko/build-with-apko.ts'
import { buildWithNacre, nacreAnswer } from '../apko/build-with-nacre.ts'
import { configurations } from '../apko/configurations.ts'
import { layerDifferences } from '../apko/difference.ts'
import { nacreLock } from '../apko/lock.ts'
import { makeWorkspace, type Workspace } from '../apko/workspace.ts'
import { dataRoot } from '../conformance/data.ts'
import { findProgram } from './peer.ts'

const program = findProgram('apko')

// apko is no Debian package, so its absence is no failure; what it answers is also recorded (test/conformance/apko-answers.json).
describe.skipIf(program === undefined || !dataRoot)('apko builds the same', () => {
  const before = process.cwd()
  let workspace: Workspace
  let apko: Apko

  beforeAll(async () => {
    workspace = await makeWorkspace()
    apko = { program: program!, workspace: workspace.dir }
    process.chdir(workspace.dir)
  })

  afterAll(async () => {
    process.chdir(before)
    await workspace.remove()
  })

  it.each(configurations)('$name', async (configuration) => {
    const theirs = await buildWithApko(apko, configuration)
    const built = await buildWithNacre(configuration)
    expect(await layerDifferences(theirs.layout, built)).toEqual([])
    expect(await nacreAnswer(built)).toEqual(theirs.answer)
  })

  it.each(configurations)('$name, locked', async (configuration) => {
    expect(await nacreLock(configuration)).toBe(await lockWithApko(apko, configuration))
  })
})
