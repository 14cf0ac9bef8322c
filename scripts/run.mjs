// Runs one of the repository's commands under the pinned Node, installing it and everything else first where needed.
// Plain JavaScript without dependencies: this file has to run under whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
const marker = join(root, 'node_modules', '.nacre-installed')
const PNPM = 'pnpm@12'

/** Each command is a list of steps; a step is a program and its arguments. */
const commands = {
  quickstart: [['node', 'scripts/quickstart/main.ts']],
  test: [['vitest', 'run']],
  bench: [['node', 'test/bench/main.ts']],
  lint: [['biome', 'ci', '.']],
  format: [['biome', 'check', '--write', '.']],
  check: [
    ['tsc', '-b'],
    ['tsc', '-p', 'tsconfig.check.json'],
  ],
  docs: [
    ['node', 'docs/node_modules/typedoc/bin/typedoc', '--options', 'docs/typedoc.json'],
    ['node', 'docs/error-codes.ts'],
    ['node', 'docs/node_modules/vitepress/bin/vitepress.js', 'build', 'docs'],
  ],
  build: [
    ['tsc', '-b'],
    ['node', 'scripts/bundle/main.ts'],
  ],
}

const [name, ...extra] = process.argv.slice(2)
const steps = commands[name]
if (steps === undefined) {
  console.error(`There is no command "${name}". Commands: ${Object.keys(commands).join(', ')}.`)
  process.exit(2)
}

install()
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` }
for (const [index, [program, ...args]] of steps.entries()) {
  const last = index === steps.length - 1
  run(join(bin, program), last ? [...args, ...extra] : args, env)
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  if (read(marker) === lock) return
  console.error('Installing dependencies (once)…')
  run('npx', ['-y', PNPM, 'install', '--frozen-lockfile', '--reporter=silent'], process.env)
  writeFileSync(marker, lock)
}

function run(program, args, environment) {
  const shell = process.platform === 'win32'
  const { status, error } = spawnSync(program, args, { cwd: root, env: environment, stdio: 'inherit', shell })
  if (error !== undefined) console.error(`${program}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
