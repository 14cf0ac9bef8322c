import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { program } from '../../scripts/quickstart/binary.ts'
import { run, runContainer, unpack } from './container.ts'
import { describePeers } from './peer.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-quickstart-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function quickstart(): Promise<string> {
  const env = { ...process.env, NACRE_QUICKSTART_OUT: dir, NO_COLOR: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/quickstart/main.ts'], { env })
  return stdout
}

describePeers(['umoci', 'runc', 'skopeo'], 'the quickstart', () => {
  it('makes an image for two architectures that runs and prints its program version, twice the same', async () => {
    const first = await quickstart()
    expect(first).toContain('An image for x86_64 and aarch64')
    const digest = (await readFile(join(dir, 'digest.txt'), 'utf8')).trim()

    const second = await quickstart()
    expect(second).toContain(digest)
    expect(second).toContain('The same digest as the run before')

    const layout = join(dir, 'layout')
    const bundle = join(dir, 'bundle')
    await unpack(layout, 'latest-amd64', bundle)
    expect((await runContainer(bundle, 'nacre-quickstart')).trim()).toBe(program.version)

    const index = JSON.parse(await run('skopeo', 'inspect', '--raw', `oci:${layout}:latest`)) as { manifests: object[] }
    expect(index.manifests).toMatchObject([
      { platform: { architecture: 'amd64' } },
      { platform: { architecture: 'arm64' } },
    ])
  })
})
