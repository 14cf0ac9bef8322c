import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copy, publish, RegistryClient, readLayout, registryPlace } from '@nacre/oci'
import { randomIndex, startRegistry } from '@nacre/oci/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDockerRegistry } from './docker-registry.ts'
import { describePeers, findProgram } from './peer.ts'

const platforms = [
  { architecture: 'amd64', os: 'linux' },
  { architecture: 'arm64', os: 'linux' },
]
let folder: string

async function skopeo(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(findProgram('skopeo') ?? 'skopeo', ['--insecure-policy', ...args], {
    timeout: 60_000,
  })
  return stdout
}

interface Side extends AsyncDisposable {
  readonly host: string
}

const sides: [string, () => Promise<Side>, string[]][] = [
  ['docker-registry', () => startDockerRegistry(), []],
  ['the registry of @nacre/oci/testing', () => startRegistry(), []],
  [
    'the registry of @nacre/oci/testing, with tokens',
    () => startRegistry({ auth: { kind: 'token', users: { ann: 'secret' } } }),
    ['ann:secret'],
  ],
]

describePeers(['skopeo', 'docker-registry'], 'skopeo', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nacre-skopeo-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  describe.each(sides)('with %s', (title, start, creds) => {
    const client = new RegistryClient({ credentials: () => ({ kind: 'basic', username: 'ann', password: 'secret' }) })
    const flags = (side: 'src' | 'dest'): string[] => [
      `--${side}-tls-verify=false`,
      ...creds.flatMap((each) => [`--${side}-creds`, each]),
    ]

    it('takes what we have published, with the same digests', async () => {
      await using registry = await start()
      const index = await randomIndex(platforms, { layers: 2, size: 100_000 })
      const reference = `${registry.host}/team/app:1`
      await publish({ client, from: index.source, root: index.descriptor, to: [reference] })
      const layout = join(folder, `from-${title.length}`)
      await skopeo('copy', '--all', ...flags('src'), `docker://${reference}`, `oci:${layout}:1`)
      expect((await (await readLayout(layout)).resolve('1')).digest).toBe(index.descriptor.digest)
    })

    it('pushes what we read, with the same digests', async () => {
      await using registry = await start()
      const index = await randomIndex(platforms, { layers: 2, size: 100_000, seed: 9 })
      const ours = `${registry.host}/team/app`
      await publish({ client, from: index.source, root: index.descriptor, to: [`${ours}:1`] })
      const layout = join(folder, `to-${title.length}`)
      await skopeo('copy', '--all', ...flags('src'), `docker://${ours}:1`, `oci:${layout}:1`)
      const theirs = `${registry.host}/other/app`
      await skopeo('copy', '--all', ...flags('dest'), `oci:${layout}:1`, `docker://${theirs}:2`)
      const place = registryPlace(client, theirs)
      expect((await place.resolve('2')).digest).toBe(index.descriptor.digest)
      const { descriptor } = await copy(place, registryPlace(client, `${registry.host}/third/app`), '2')
      expect(descriptor.digest).toBe(index.descriptor.digest)
      expect(await client.tags(`${registry.host}/third/app`)).toEqual(['2'])
    })
  })
})
