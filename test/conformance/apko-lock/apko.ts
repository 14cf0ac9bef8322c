import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Configurations that are resolved; paths in them begin at the test data. */
export const lockCases = [
  'alpine-base',
  'tools',
  'aarch64',
  'two-architectures',
  'provided',
  'wolfi',
  'newest',
  'melange',
  'tagged',
  'services',
] as const

/** Configurations that are only read. */
export const readCases = ['every-field', 'includes', 'bundle'] as const

/** What apko says of one configuration that it resolves. */
export interface LockAnswer {
  /** SHA-256 of the lock file in hex, the configuration called by its file name. */
  readonly lock: string
  /** `name=version` of the packages, by architecture, in the order in which they are resolved together. */
  readonly packages: Readonly<Record<string, readonly string[]>>
}

/** What apko says of all configurations. */
export interface Answers {
  readonly apko: string
  readonly locks: Readonly<Record<string, LockAnswer>>
  /** Output of `apko show-config`. */
  readonly configurations: Readonly<Record<string, string>>
}

/** The path of a configuration. */
export function configuration(name: string): string {
  return join(import.meta.dirname, `${name}.yaml`)
}

/** The text of a lock with the configuration called by its file name, hashed. */
export function lockDigest(text: string, path: string): string {
  return createHash('sha256')
    .update(text.replace(JSON.stringify(path), JSON.stringify(basename(path))))
    .digest('hex')
}

/** Asks the real apko. */
export async function askApko(apko: string, dataRoot: string): Promise<Answers> {
  const dir = await mkdtemp(join(tmpdir(), 'nacre-apko-answers-'))
  const ask = async (cwd: string, ...args: string[]): Promise<string> => {
    const { stdout } = await run(apko, [...args, '--cache-dir', join(dir, 'cache'), '--log-level', 'error'], {
      cwd,
      env: { HOME: dir, PATH: process.env['PATH'] },
      maxBuffer: 64 * 1024 ** 2,
    })
    return stdout
  }
  try {
    const locks: Record<string, LockAnswer> = {}
    for (const name of lockCases) {
      const path = configuration(name)
      const output = join(dir, `${name}.json`)
      await ask(dataRoot, 'lock', path, '--output', output)
      const shown = await ask(dataRoot, 'show-packages', path, '--format', '{{.Source}} {{.Name}}={{.Version}}')
      locks[name] = { lock: lockDigest(await readFile(output, 'utf8'), path), packages: byArchitecture(shown) }
    }
    const configurations: Record<string, string> = {}
    for (const name of readCases)
      configurations[name] = await ask(import.meta.dirname, 'show-config', configuration(name))
    return { apko: '1.2.39', locks, configurations }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function byArchitecture(shown: string): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const line of shown.trim().split('\n')) {
    const [url = '', entry = ''] = line.split(' ')
    const arch = url.split('/').at(-2) ?? ''
    found[arch] = [...(found[arch] ?? []), entry]
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}
