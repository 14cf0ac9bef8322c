import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { ImageDefinition } from '../definition/definition.ts'

/**
 * The keys of `/etc/apk/keys`: those that the indexes were verified with, byte for byte as their files have them where
 * the definition names files.
 *
 * @param trusted keys of the plan, PEM by name
 */
export function keyFiles(
  definition: ImageDefinition,
  trusted: ReadonlyMap<string, string>,
): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>(trusted)
  for (const entry of definition.keyring) {
    if (typeof entry !== 'string') files.set(entry.name, entry.content)
    else if (files.has(basename(entry)) && !/^https?:/i.test(entry)) files.set(basename(entry), readFileSync(entry))
  }
  return files
}
