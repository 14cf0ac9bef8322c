import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { errorCode, isAbsent } from './io-error.ts'
import { type Owner, stateOf } from './owner.ts'

/** After this time a lock of a process elsewhere is taken as left behind, in milliseconds. */
const abandonedAfter = 10 * 60 * 1000

/**
 * Takes a lock if nobody has it: creates the file `path`, which is linked into place complete, and names its owner.
 * A lock whose owner is gone is removed first. Returns what releases it, or undefined where it is held.
 */
export async function tryLock(
  path: string,
  temporary: () => string,
  owner: Owner,
): Promise<(() => Promise<void>) | undefined> {
  const text = `${owner.place} ${owner.pid}\n`
  if (await isAbandoned(path, owner)) await removeAbandoned(path, temporary(), owner)
  const made = temporary()
  await writeFile(made, text, { flag: 'wx' })
  try {
    await link(made, path)
    return () => rm(path, { force: true })
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined
    throw error
  } finally {
    await rm(made, { force: true })
  }
}

/** Moves the lock away before it is judged again: of several who try, one moves it; a lock taken meanwhile is put back. */
async function removeAbandoned(path: string, aside: string, here: Owner): Promise<void> {
  try {
    await rename(path, aside)
    if (!(await isAbandoned(aside, here))) await link(aside, path)
  } catch (error) {
    if (!isAbsent(error) && errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function isAbandoned(path: string, here: Owner): Promise<boolean> {
  try {
    const match = /^([0-9a-f]{12}) ([0-9]{1,10})\n$/.exec(await readFile(path, 'latin1'))
    const state = match === null ? 'unknown' : stateOf({ place: match[1]!, pid: Number(match[2]) }, here)
    if (state !== 'unknown') return state === 'gone'
    return Date.now() - (await stat(path)).mtimeMs > abandonedAfter
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}
