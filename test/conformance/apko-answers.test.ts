import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWithNacre, nacreAnswer } from '../apko/build-with-nacre.ts'
import { configurations } from '../apko/configurations.ts'
import { lockDigest, nacreLock } from '../apko/lock.ts'
import { type Recording, readRecording } from '../apko/recorded.ts'
import { makeWorkspace, type Workspace } from '../apko/workspace.ts'
import { dataRoot } from './data.ts'

describe.skipIf(!dataRoot)('what apko 1.2.39 was recorded to make of a configuration', () => {
  const before = process.cwd()
  let workspace: Workspace
  let recording: Recording

  beforeAll(async () => {
    recording = await readRecording()
    workspace = await makeWorkspace()
    process.chdir(workspace.dir)
  })

  afterAll(async () => {
    process.chdir(before)
    await workspace.remove()
  })

  it('covers at least 25 configurations, each recorded', () => {
    expect(configurations.length).toBeGreaterThanOrEqual(25)
    expect(Object.keys(recording.answers).sort()).toEqual(configurations.map(({ name }) => name).sort())
  })

  it.each(configurations)('$name: the same diffIDs, platforms, config and annotations', async (configuration) => {
    const { lock: _, ...recorded } = recording.answers[configuration.name]!
    expect(await nacreAnswer(await buildWithNacre(configuration))).toEqual(recorded)
  })

  it.each(configurations)('$name: the same lock file', async (configuration) => {
    expect(lockDigest(await nacreLock(configuration))).toBe(recording.answers[configuration.name]!.lock)
  })
})
