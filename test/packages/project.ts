import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const bin = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))

/** An empty folder outside the repository, in which commands run as a user would type them. */
export interface Project extends AsyncDisposable {
  readonly folder: string
  /** Writes a file, with the folders above it. */
  write(path: string, text: string): Promise<void>
  /** Runs a line of shell; what it printed. */
  run(line: string, env?: Readonly<Record<string, string>>): Promise<string>
}

/** @param registry where `npm install @nacre/…` is led to */
export async function emptyProject(registry: string): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'nacre-project-'))
  const globalconfig = join(folder, '.npmrc-global')
  await writeFile(globalconfig, `@nacre:registry=${registry}\naudit=false\nfund=false\n`)
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`
  return {
    folder,
    async write(name, text) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    },
    async run(line, env = {}) {
      const options = {
        cwd: folder,
        env: { ...process.env, PATH: path, npm_config_globalconfig: globalconfig, ...env },
        maxBuffer: 64 * 1024 ** 2,
      }
      // The runner of these tests must not be taken for that of a test run inside.
      const { VITEST: _, NODE_ENV: __, ...clean } = options.env as NodeJS.ProcessEnv
      try {
        return (await promisify(execFile)('sh', ['-ec', line], { ...options, env: clean })).stdout
      } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string }
        throw new Error(`"${line}" failed:\n${stdout}\n${stderr}`, { cause: error })
      }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
