import { createHash } from 'node:crypto'
import { formatApkoLock } from '@nacre/core'
import { definitionOf } from './build-with-nacre.ts'
import type { Configuration } from './configurations.ts'

/** The lock file that nacre writes for a configuration. */
export async function nacreLock(configuration: Configuration): Promise<string> {
  const plan = await (await definitionOf(configuration)).plan()
  return formatApkoLock(await plan.toApkoLock())
}

/** A lock file in short. */
export function lockDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
