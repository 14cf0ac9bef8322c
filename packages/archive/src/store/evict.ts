import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsent } from './io-error.ts'

/** What was removed, and what is left. */
export interface Eviction {
  readonly entries: number
  readonly bytes: number
  /** Bytes of the files that are left. */
  readonly left: number
}

interface EntryFile {
  readonly path: string
  readonly size: number
  readonly usedAt: number
}

/** How many files are asked for their size at once. */
const atOnce = 64

/**
 * Removes the files under `folder` that were used longest ago, by their access times, until at most nine tenths of `maxBytes` are left;
 * nothing where all of them fit into `maxBytes`.
 */
export async function evictOldest(folder: string, maxBytes: number): Promise<Eviction> {
  const files = await entryFiles(folder)
  let left = 0
  for (const file of files) left += file.size
  if (left <= maxBytes) return { entries: 0, bytes: 0, left }
  files.sort((a, b) => a.usedAt - b.usedAt)
  let entries = 0
  let bytes = 0
  for (const file of files) {
    if (left <= maxBytes * 0.9) break
    await rm(file.path, { force: true })
    left -= file.size
    bytes += file.size
    entries++
  }
  return { entries, bytes, left }
}

async function entryFiles(folder: string): Promise<EntryFile[]> {
  const listed = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  const paths = listed.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name))
  const files: EntryFile[] = []
  for (let i = 0; i < paths.length; i += atOnce) {
    for (const file of await Promise.all(paths.slice(i, i + atOnce).map(entryFile))) {
      if (file !== undefined) files.push(file)
    }
  }
  return files
}

async function entryFile(path: string): Promise<EntryFile | undefined> {
  try {
    const { size, atimeMs } = await stat(path)
    return { path, size, usedAt: atimeMs }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}
