import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Answer, answerOf, type Descriptor } from './answer.ts'
import { type Configuration, configurationOf } from './configurations.ts'

const run = promisify(execFile)

/** The apko program, and the workspace that it is to work in. */
export interface Apko {
  readonly program: string
  readonly workspace: string
}

/** What apko made, and where the layout is. */
export interface ApkoBuild {
  readonly answer: Answer
  readonly layout: string
}

/** Builds a configuration with apko. Nothing is sent: all repositories are directories. */
export async function buildWithApko(apko: Apko, configuration: Configuration): Promise<ApkoBuild> {
  const { name, epoch, base, locked } = configuration
  const layout = join(apko.workspace, `${name}.layout`)
  if (base !== undefined && !existsSync(join(apko.workspace, `${base}.layout`))) {
    await buildWithApko(apko, configurationOf(base))
  }
  if (locked) await lockWithApko(apko, configuration)
  await mkdir(layout, { recursive: true })
  const lock = locked ? ['--lockfile', `${name}.lock.json`] : []
  const options = ['--sbom=false', '--vcs=false', '--ignore-signatures', '--offline', ...lock]
  await runApko(apko, ['build', `${name}/apko.yaml`, 'example:latest', layout, ...options], epoch)
  const read = ({ digest }: Descriptor): Promise<Buffer> =>
    readFile(join(layout, 'blobs', 'sha256', digest.replace('sha256:', '')))
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'))
  return { answer: await answerOf(index, read), layout }
}

/** The lock file that apko writes for a configuration. */
export async function lockWithApko(apko: Apko, { name, base }: Configuration): Promise<string> {
  if (base !== undefined && !existsSync(join(apko.workspace, `${base}.layout`))) {
    await buildWithApko(apko, configurationOf(base))
  }
  const file = `${name}.lock.json`
  await runApko(apko, ['lock', `${name}/apko.yaml`, '--output', file, '--ignore-signatures'])
  return await readFile(join(apko.workspace, file), 'utf8')
}

async function runApko({ program, workspace }: Apko, args: readonly string[], epoch?: number): Promise<void> {
  const { SOURCE_DATE_EPOCH: _, ...environment } = process.env
  await run(program, [...args, '--cache-dir', join(workspace, 'apko-cache')], {
    cwd: workspace,
    timeout: 60_000,
    env: { ...environment, ...(epoch === undefined ? {} : { SOURCE_DATE_EPOCH: String(epoch) }) },
  })
}
