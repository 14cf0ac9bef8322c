import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { toHex } from '../hex.ts'
import { isAbsent } from './io-error.ts'
import { type Owner, stateOf } from './owner.ts'

/** After this time a temporary file of a process elsewhere is taken as left behind, in milliseconds. */
const abandonedAfter = 24 * 3600 * 1000

/** What the names of one user's temporary files begin with: whose they are, and what nobody else uses. */
export function temporaryPrefix(owner: Owner): string {
  return `${owner.place}-${owner.pid}-${toHex(randomBytes(6))}`
}

/** The file name of number `count`. */
export function temporaryName(prefix: string, count: number): string {
  return `${prefix}${(count % 2 ** 24).toString(16).padStart(6, '0')}`
}

/** Removes from `folder` what processes that are gone have left behind; tells how many names that were. */
export async function sweepTemporary(folder: string, here: Owner): Promise<number> {
  let swept = 0
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    if (!(await isAbandoned(path, name, here))) continue
    await rm(path, { recursive: true, force: true })
    swept++
  }
  return swept
}

async function isAbandoned(path: string, name: string, here: Owner): Promise<boolean> {
  const match = /^([0-9a-f]{12})-([0-9]{1,10})-[0-9a-f]{18}$/.exec(name)
  if (match !== null) {
    const state = stateOf({ place: match[1]!, pid: Number(match[2]) }, here)
    if (state !== 'unknown') return state === 'gone'
  }
  try {
    return Date.now() - (await stat(path)).mtimeMs > abandonedAfter
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}
