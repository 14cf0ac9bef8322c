import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dataRoot, testData } from '../conformance/data.ts'

/** Whether the real apk, which lies in Alpine's minirootfs, can be run here. */
export const apkAvailable: boolean = dataRoot !== undefined && process.platform === 'linux' && process.arch === 'x64'

/** What a run of the real apk gave. */
export interface ApkRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Unpacks apk-tools 2.14.4 into a directory; the function runs it there. */
export function unpackApk(directory: string): (...args: readonly string[]) => ApkRun {
  const archive = testData('data/alpine/minirootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz')
  execFileSync('tar', ['-xzf', archive, '-C', directory, './lib', './sbin/apk'], { timeout: 60_000 })
  const loader = join(directory, 'lib/ld-musl-x86_64.so.1')
  if (!existsSync(loader))
    throw new Error(`${archive} holds no lib/ld-musl-x86_64.so.1, without which its apk cannot run`)
  return (...args) => {
    const all = ['--library-path', join(directory, 'lib'), join(directory, 'sbin/apk'), ...args]
    const { status, stdout, stderr } = spawnSync(loader, all, { encoding: 'utf8', timeout: 60_000 })
    return { status, stdout, stderr }
  }
}
