import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from './peer.ts'

const exec = promisify(execFile)

/** Runs a program and gives what it prints; fails with what it said to its error stream. */
export async function run(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await exec(findProgram(program) ?? program, args, { maxBuffer: 64 << 20, timeout: 120_000 })
  return stdout
}

/** Unpacks one image of a layout with umoci into a bundle for runc. */
export async function unpack(layout: string, tag: string, bundle: string): Promise<void> {
  await run('umoci', 'unpack', '--image', `${layout}:${tag}`, bundle)
}

interface RuntimeSpec {
  process: { terminal: boolean; args: string[] }
  linux: { namespaces: { type: string }[]; resources?: unknown }
}

/** Starts a bundle under runc and gives what it prints; without arguments it runs what the image says. */
export async function runContainer(bundle: string, name: string, args?: readonly string[]): Promise<string> {
  const file = join(bundle, 'config.json')
  const spec = JSON.parse(await readFile(file, 'utf8')) as RuntimeSpec
  spec.process.terminal = false
  if (args !== undefined) spec.process.args = [...args]
  spec.linux.namespaces = spec.linux.namespaces.filter(({ type }) => type !== 'network')
  delete spec.linux.resources
  await writeFile(file, JSON.stringify(spec))
  return await run('runc', '--root', join(bundle, 'state'), 'run', '--bundle', bundle, name)
}

/** podman with a storage of its own, as it runs without a daemon, a network and cgroups. */
export function podman(storage: string): (...args: string[]) => Promise<string> {
  const own = ['--root', join(storage, 'root'), '--runroot', join(storage, 'run'), '--storage-driver', 'vfs']
  return (...args) => run('podman', ...own, '--runtime', 'runc', '--cgroup-manager=cgroupfs', ...args)
}

/** Options under which `podman run` works in a container that is itself confined. */
export const podmanRunOptions: readonly string[] = [
  '--rm',
  '--network=none',
  '--ulimit',
  'nofile=1024:1024',
  '--ulimit',
  'nproc=1024:1024',
]
