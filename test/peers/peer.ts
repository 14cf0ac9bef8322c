import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe } from 'vitest'

/** Absolute path of a program on PATH (or in the places Debian keeps for root), or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  for (const folder of folders) {
    const file = join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {}
  }
  return undefined
}

/**
 * A suite that compares with real programs. Where one is absent the suite is skipped, and says which;
 * with NACRE_REQUIRE_PEERS=1 the absence is a failure.
 */
export function describePeers(programs: readonly string[], name: string, suite: () => void): void {
  const absent = programs.filter((program) => findProgram(program) === undefined)
  if (absent.length > 0 && process.env['NACRE_REQUIRE_PEERS'] === '1') {
    throw new Error(`${name}: ${absent.join(', ')} not found on PATH, and NACRE_REQUIRE_PEERS=1 demands them`)
  }
  const title = absent.length > 0 ? `${name} (skipped: no ${absent.join(', ')})` : name
  describe.skipIf(absent.length > 0)(title, suite)
}
