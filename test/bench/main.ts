// Runs every benchmark, or those whose names are given, one after the other: `npm run bench -- apk solver`.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'

const wanted = process.argv.slice(2)
const files = globSync(join(import.meta.dirname, '*.bench.ts')).sort()
for (const file of files) {
  const name = basename(file, '.bench.ts')
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n── ${name} ──`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { stdio: 'inherit' })
  if (status !== 0) console.log(`${name} ended with status ${status}`)
}
