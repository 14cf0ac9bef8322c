// Builds the packages and packs each as it would be published, once for all tests of this folder.
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the tarballs. */
    tarballs: string
  }
}

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }

export default async function setup(project: TestProject): Promise<void> {
  const tarballs = join(root, 'out', 'tarballs')
  await rm(tarballs, { recursive: true, force: true })
  // What was emitted for sources that are gone by now would be packed, too.
  await run(join(bin, 'tsc'), ['-b', '--clean'], { cwd: root, env })
  await run(join(bin, 'tsc'), ['-b'], { cwd: root, env })
  await run(join(bin, 'node'), ['scripts/bundle/main.ts'], { cwd: root, env })
  await run('npx', ['-y', 'pnpm@12', '-r', '--filter', './packages/*', 'pack', '--pack-destination', tarballs], {
    cwd: root,
    env,
  })
  project.provide('tarballs', tarballs)
}
