import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { image } from '@nacre/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWithNacre, definitionOf } from '../apko/build-with-nacre.ts'
import { type Configuration, configurations } from '../apko/configurations.ts'
import { makeWorkspace, type Workspace } from '../apko/workspace.ts'
import { dataRoot } from '../conformance/data.ts'
import { run, runContainer, unpack } from './container.ts'
import { describePeers, findProgram } from './peer.ts'

const bootable = configurations.filter(({ boots }) => boots)

describe.skipIf(!dataRoot || process.arch !== 'x64')('an image of an apko configuration', () => {
  const before = process.cwd()
  let workspace: Workspace
  let dir: string

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-boots-'))
    workspace = await makeWorkspace()
    process.chdir(workspace.dir)
  })

  afterAll(async () => {
    process.chdir(before)
    await workspace.remove()
    await rm(dir, { recursive: true, force: true })
  })

  const layoutOf = async (configuration: Configuration): Promise<string> => {
    const layout = join(dir, `${configuration.name}.layout`)
    const built = await buildWithNacre(configuration)
    // Only one platform, since umoci does not choose among several.
    const one = built.archs.length === 1 ? built : await (await definitionOf(configuration)).build({ arch: ['x86_64'] })
    await one.writeLayout(layout, { tag: 'boot' })
    return layout
  }

  describePeers(['umoci', 'runc'], 'under runc', () => {
    it.each(bootable)('$name starts its shell, which finds the applets', async (configuration) => {
      const bundle = join(dir, `${configuration.name}.bundle`)
      await unpack(await layoutOf(configuration), 'boot', bundle)
      const script = 'ls -d /etc/apko.json; cat /etc/apk/world | wc -l'
      const told = await runContainer(bundle, `nacre-apko-${configuration.name}`, ['/bin/sh', '-c', script])
      expect(told).toMatch(/^\/etc\/apko\.json\n\d+\n$/)
    })

    it('what the definition adds to a base image runs beside what the base brings', async () => {
      const base = join(dir, 'base.layout')
      const alpine = image().from('alpine-3.19').trust('alpine-keys').add('alpine-baselayout', 'busybox').arch('x86_64')
      await (await alpine.build()).writeLayout(base, { tag: 'base' })
      const built = await image()
        .from('alpine-3.19')
        .trust('alpine-keys')
        .base(base)
        .add('openssl', 'apk-tools')
        .arch('x86_64')
        .user({ name: 'web', uid: 1000 })
        .file('/etc/greeting', 'hello\n')
        .build()
      const layout = join(dir, 'upon.layout')
      await built.writeLayout(layout, { tag: 'boot' })
      const bundle = join(dir, 'upon.bundle')
      await unpack(layout, 'boot', bundle)
      const script = 'cat /etc/greeting; id -un; openssl version | cut -d" " -f1; apk info | sort | tr "\\n" " "'
      const told = await runContainer(bundle, 'nacre-apko-upon', ['/bin/sh', '-c', script])
      expect(told.split('\n').slice(0, 3)).toEqual(['hello', 'web', 'OpenSSL'])
      expect(told).toContain('alpine-baselayout alpine-baselayout-data apk-tools busybox')
      expect(told).toContain('openssl')
      // Only what is new stands in the layer on top.
      const names = built.arch('x86_64').layers[0]!.recipe
      expect(names.entries.length).toBeLessThan(120)
    })
  })

  // cpio is no peer that has to be there; the format is also read in the unit tests.
  describe.skipIf(findProgram('cpio') === undefined)('as an archive', () => {
    it('cpio lists what tar lists, and unpacks the same content', async () => {
      const built = await (await definitionOf(bootable[0]!)).build()
      const [cpio, tar] = [join(dir, 'root.cpio.gz'), join(dir, 'root.tar.gz')]
      await built.writeRootfs(cpio)
      await built.writeRootfs(tar)
      const plain = join(dir, 'root.cpio')
      await built.writeRootfs(plain)
      expect(gunzipSync(await readFile(cpio)).equals(await readFile(plain))).toBe(true)
      const listed = (await run('cpio', '--list', '--quiet', '--file', plain)).trim().split('\n')
      const names = (await run('tar', '--list', '--file', tar)).trim().split('\n')
      expect(listed).toEqual(names.map((name) => name.replace(/\/$/, '')))
    })
  })
})
