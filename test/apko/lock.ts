import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { formatApkoLock } from '@nacre/core'
import { definitionOf } from './build-with-nacre.ts'
import type { Configuration } from './configurations.ts'

const run = promisify(execFile)

/** The lock file that apko writes for a configuration. */
export async function apkoLock(program: string, workspace: string, { name }: Configuration): Promise<string> {
  const file = `${name}.lock.json`
  const options = ['--output', file, '--ignore-signatures', '--cache-dir', join(workspace, 'apko-cache')]
  await run(program, ['lock', `${name}/apko.yaml`, ...options], { cwd: workspace, timeout: 60_000 })
  return await readFile(join(workspace, file), 'utf8')
}

/** The lock file that nacre writes for a configuration. */
export async function nacreLock(configuration: Configuration): Promise<string> {
  const plan = await (await definitionOf(configuration)).plan()
  return formatApkoLock(await plan.toApkoLock())
}

/** A lock file in short. */
export function lockDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
