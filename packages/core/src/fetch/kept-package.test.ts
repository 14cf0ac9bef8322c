import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { apk, repository } from '../testing.ts'

let cache: string
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nacre-kept-'))
})
afterAll(() => rm(cache, { recursive: true, force: true }))

/** Files of the cache that this process holds open. */
async function openFiles(): Promise<string[]> {
  const links = await readdir('/proc/self/fd')
  const targets = await Promise.all(links.map((link) => readlink(`/proc/self/fd/${link}`).catch(() => '')))
  return targets.filter((target) => target.startsWith(cache))
}

describe.skipIf(process.platform !== 'linux')('a build out of the cache', () => {
  it('leaves no file of the cache open, neither after packing nor after looking into the tree', async () => {
    const packages = ['a', 'b', 'c'].map((name) =>
      apk({ name, files: { [`usr/share/${name}/large`]: 'x'.repeat(300_000), [`usr/share/${name}/small`]: name } }),
    )
    const definition = image().from(repository(packages)).add('a', 'b', 'c')
    for (let run = 0; run < 2; run++) {
      const built = await definition.build({ arch: ['x86_64'], cache })
      await wait(50)
      expect(await openFiles()).toEqual([])
      expect(await built.rootfs('x86_64').read('usr/share/b/small')).toEqual(new TextEncoder().encode('b'))
      await wait(50)
      expect(await openFiles()).toEqual([])
    }
  })
})

describe.each(['nacre', 'apko'] as const)('packages out of the cache, profile %s', (profile) => {
  it('make the image that they make when they are fetched, whatever paths they lose to each other', async () => {
    const packages = [
      apk({ name: 'a', origin: 'a', files: { 'etc/x': 'a', 'etc/y': 'a', 'usr/share/a': 'a' } }),
      apk({ name: 'b', origin: 'b', replaces: ['a'], files: { 'etc/x': 'b', 'usr/share/b': 'b' } }),
      apk({
        name: 'c',
        origin: 'c',
        files: { 'usr/share/c/d': { content: 'c', mode: 0o4755, xattrs: { 'user.n': Uint8Array.of(1) } } },
      }),
      apk({ name: 'd', origin: 'd', installIf: ['a', 'b'], triggers: ['/bin', '/usr'], files: {} }),
    ]
    const definition = image({ profile })
      .from(repository(packages))
      .add('a', 'b', 'c', 'd')
      .layers('origin', { budget: 3 })
    const options = { arch: ['x86_64'], epoch: 1 }
    await definition.build({ ...options, cache })
    // Another image with the same layers, so that it is not known.
    const other = definition.label('a', 'b')
    const [kept, fetched] = [await other.build({ ...options, cache }), await other.build(options)]
    expect(kept.digest).toBe(fetched.digest)
    expect(kept.arch('x86_64').layers.map(({ diffId }) => diffId)).toEqual(
      fetched.arch('x86_64').layers.map(({ diffId }) => diffId),
    )
  })
})
