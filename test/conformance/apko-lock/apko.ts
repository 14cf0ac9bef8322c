import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
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

/** Configurations that are also built from their locks. */
export const builtCases = ['alpine-base', 'two-architectures', 'tagged', 'wolfi'] as const

/** Configurations that are only read. */
export const readCases = ['every-field', 'includes', 'bundle'] as const

/** What apko says of one configuration that it resolves. */
export interface LockAnswer {
  /** SHA-256 of the lock file in hex, the configuration called by its file name. */
  readonly lock: string
  /** `name=version` of the packages, by architecture, in the order in which they are resolved together. */
  readonly packages: Readonly<Record<string, readonly string[]>>
  /** DiffIDs of the image that is built from the lock, by OCI's name of the architecture. */
  readonly built?: Readonly<Record<string, readonly string[]>>
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
      const lock = lockDigest(await readFile(output, 'utf8'), path)
      locks[name] = { lock, packages: byArchitecture(shown) }
      if (!(builtCases as readonly string[]).includes(name)) continue
      const layout = join(dir, name)
      await mkdir(layout)
      const options = ['--lockfile', output, '--sbom=false', '--vcs=false']
      await ask(dataRoot, 'build', path, 'built:locked', layout, ...options)
      locks[name] = { ...locks[name]!, built: await diffIds(layout) }
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

interface Described {
  readonly digest: string
}

/** DiffIDs of every image in a layout directory. */
async function diffIds(layout: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(join(layout, file), 'utf8')) as T
  const blob = <T>({ digest }: Described): Promise<T> => read<T>(join('blobs', ...digest.split(':')))
  const follow = async (index: { manifests: readonly Described[] }): Promise<void> => {
    for (const entry of index.manifests) {
      const document = await blob<{ manifests?: Described[]; config?: Described }>(entry)
      if (document.manifests !== undefined) await follow({ manifests: document.manifests })
      if (document.config === undefined) continue
      const config = await blob<{ architecture: string; rootfs: { diff_ids: string[] } }>(document.config)
      found[config.architecture] = config.rootfs.diff_ids
    }
  }
  await follow(await read('index.json'))
  return found
}
