import { execFile } from 'node:child_process'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The program of a major version of Node: this one, or the newest from the npm registry; undefined where it cannot be had. */
export async function nodeRelease(major: number, dir: string): Promise<string | undefined> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath
  const folder = join(dir, `node-${major}`)
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    await mkdir(folder, { recursive: true })
    const { stdout: packed } = await run('npm', ['pack', '--silent', `${name}@${major}`], {
      cwd: folder,
      timeout: 60_000,
    })
    await run('tar', ['-xzf', packed.trim(), '--strip-components=1'], { cwd: folder })
    const program = join(folder, 'bin', 'node')
    await chmod(program, 0o755)
    const { stdout } = await run(program, ['--version'])
    return stdout.startsWith(`v${major}.`) ? program : undefined
  } catch {
    return undefined
  }
}
