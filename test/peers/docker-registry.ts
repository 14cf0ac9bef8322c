import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findProgram } from './peer.ts'

/** A running docker-registry, with its storage in a temporary folder. */
export interface DockerRegistry extends AsyncDisposable {
  readonly url: string
  /** `127.0.0.1:PORT`. */
  readonly host: string
}

/** How it authenticates; written into its configuration. */
export type DockerRegistryAuth =
  | { readonly kind: 'htpasswd'; readonly file: string }
  | { readonly kind: 'token'; readonly realm: string; readonly issuer: string; readonly certificate: string }

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function configOf(folder: string, port: number, auth: DockerRegistryAuth | undefined): object {
  const rules =
    auth?.kind === 'htpasswd'
      ? { htpasswd: { realm: 'test', path: auth.file } }
      : auth && { token: { realm: auth.realm, service: 'test', issuer: auth.issuer, rootcertbundle: auth.certificate } }
  return {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, secret: 'test' },
    ...(rules ? { auth: rules } : {}),
  }
}

/** Starts Debian's docker-registry on a free loopback port, and waits until it answers. */
export async function startDockerRegistry(auth?: DockerRegistryAuth): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'nacre-registry-'))
  const port = await freePort()
  // JSON is YAML.
  await writeFile(join(folder, 'config.yml'), JSON.stringify(configOf(join(folder, 'data'), port, auth)))
  const program = findProgram('docker-registry') ?? 'docker-registry'
  const child = spawn(program, ['serve', join(folder, 'config.yml')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  const url = `http://127.0.0.1:${port}`
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(`${url}/v2/`).catch(() => undefined)
    if (answer) break
    if (attempt > 100 || child.exitCode !== null) throw new Error(`docker-registry did not start: ${said}`)
    await wait(100)
  }
  return {
    url,
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await stop(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await ended
}
