import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Answer, answerOf, type Descriptor } from './answer.ts'
import type { Configuration } from './configurations.ts'

const run = promisify(execFile)

/** What apko made, and where the layout is. */
export interface ApkoBuild {
  readonly answer: Answer
  readonly layout: string
}

/** Builds a configuration with the apko program, in the workspace. Nothing is sent: all repositories are directories. */
export async function buildWithApko(
  program: string,
  workspace: string,
  { name, epoch }: Configuration,
): Promise<ApkoBuild> {
  const layout = join(workspace, `${name}.layout`)
  await mkdir(layout)
  const { SOURCE_DATE_EPOCH: _, ...environment } = process.env
  await run(
    program,
    [
      'build',
      `${name}/apko.yaml`,
      'example:latest',
      layout,
      '--sbom=false',
      '--vcs=false',
      '--ignore-signatures',
      '--offline',
      '--cache-dir',
      join(workspace, 'apko-cache'),
    ],
    {
      cwd: workspace,
      timeout: 60_000,
      env: { ...environment, ...(epoch === undefined ? {} : { SOURCE_DATE_EPOCH: String(epoch) }) },
    },
  )
  const read = ({ digest }: Descriptor): Promise<Buffer> =>
    readFile(join(layout, 'blobs', 'sha256', digest.replace('sha256:', '')))
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'))
  return { answer: await answerOf(index, read), layout }
}
