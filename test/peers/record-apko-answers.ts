import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { buildWithApko, lockWithApko } from '../apko/build-with-apko.ts'
import { configurations } from '../apko/configurations.ts'
import { lockDigest } from '../apko/lock.ts'
import { type RecordedAnswer, type Recording, recordingFile } from '../apko/recorded.ts'
import { makeWorkspace } from '../apko/workspace.ts'
import { findProgram } from './peer.ts'

// Records what apko makes of every configuration: NACRE_TEST_DATA=… node test/peers/record-apko-answers.ts
const program = findProgram('apko')
if (program === undefined) throw new Error('apko is not on PATH: go install chainguard.dev/apko@v1.2.39')
const workspace = await makeWorkspace()
const apko = { program, workspace: workspace.dir }
const answers: Record<string, RecordedAnswer> = {}
for (const configuration of configurations) {
  const { answer } = await buildWithApko(apko, configuration)
  const lock = await lockWithApko(apko, configuration).then(lockDigest)
  answers[configuration.name] = { ...answer, lock }
}
const version = /GitVersion:\s*(\S+)/.exec(execFileSync(program, ['version'], { encoding: 'utf8' }))?.[1] ?? 'unknown'
const recording: Recording = { program: `apko ${version}`, answers }
await writeFile(recordingFile, `${JSON.stringify(recording, null, 2)}\n`)
await workspace.remove()
