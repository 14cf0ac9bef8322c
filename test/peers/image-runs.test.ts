import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseInstalled } from '@nacre/apk'
import { type BuiltImage, image } from '@nacre/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataRoot, testData } from '../conformance/data.ts'
import { podman, podmanRunOptions, run, runContainer, unpack } from './container.ts'
import { startDockerRegistry } from './docker-registry.ts'
import { describePeers } from './peer.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-runs-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

function alpineBase(): Promise<BuiltImage> {
  return image()
    .from(testData('data/alpine/iso-3.19.1'))
    .trust(testData('data/keys/alpine'))
    .add('alpine-base')
    .entrypoint('/bin/busybox', 'cat')
    .cmd('/etc/alpine-release')
    .build({ arch: ['x86_64'] })
}

describe.skipIf(!dataRoot)('an alpine-base image', () => {
  describePeers(['umoci', 'runc'], 'under runc', () => {
    it('starts, and apk inside agrees with the installed database', async () => {
      const built = await alpineBase()
      const layout = join(dir, 'layout')
      const bundle = join(dir, 'bundle')
      await built.writeLayout(layout, { tag: 'base' })
      await unpack(layout, 'base', bundle)
      expect(await runContainer(bundle, 'nacre-cat')).toBe('3.19.1\n')

      const inside = async (...args: string[]) => await runContainer(bundle, `nacre-${args[1]}`, args)
      const packages = parseInstalled(await readFile(join(bundle, 'rootfs/lib/apk/db/installed'), 'utf8'))
      const listed = (await inside('/sbin/apk', 'info', '-v')).trim().split('\n').sort()
      expect(listed).toEqual(packages.map(({ name, version }) => `${name}-${version}`).sort())
      expect(listed).toHaveLength(25)

      // audit compares every path of the database with the disk. What it may say: the runtime has mounted over three
      // directories, and without CAP_DAC_OVERRIDE nobody can read a file of mode 4111.
      const audited = await inside('/sbin/apk', 'audit', '--system', '--check-permissions')
      expect(audited.trim().split('\n').sort()).toEqual(['e bin/bbsuid', 'm dev/shm/', 'm proc/', 'm sys/'])
      expect(await inside('/sbin/apk', 'info', '--who-owns', '/bin/busybox')).toContain('busybox-1.36.1')
    })
  })

  describePeers(['podman', 'runc'], 'under podman', () => {
    it('loads from the docker archive and starts', async () => {
      const built = await alpineBase()
      const archive = join(dir, 'image.tar')
      await built.writeDockerArchive(archive, { tag: 'nacre-test:1' })
      const pod = podman(join(dir, 'podman'))
      expect(await pod('load', '--input', archive)).toContain('nacre-test:1')
      expect(await pod('run', ...podmanRunOptions, 'nacre-test:1')).toBe('3.19.1\n')
    })
  })

  describePeers(['podman', 'runc', 'docker-registry'], 'published to docker-registry', () => {
    it('is pulled by podman and starts', async () => {
      await using registry = await startDockerRegistry()
      const built = await alpineBase()
      const reference = `${registry.host}/nacre/base:1`
      const { repositories } = await built.publish(reference)
      expect(repositories[0]?.tagged).toEqual([reference])
      const pod = podman(join(dir, 'podman-pull'))
      await pod('pull', '--tls-verify=false', reference)
      expect(await pod('run', ...podmanRunOptions, reference)).toBe('3.19.1\n')
    })
  })

  describePeers(['skopeo'], 'read by skopeo', () => {
    it('is inspected and copied out of its layout with every digest kept', async () => {
      const built = await alpineBase()
      const layout = join(dir, 'skopeo')
      await built.writeLayout(layout, { tag: 'base' })
      const raw = await run('skopeo', 'inspect', '--raw', `oci:${layout}:base`)
      expect(JSON.parse(raw)).toMatchObject({ manifests: [{ digest: built.arch('x86_64').digest }] })
      await run('skopeo', 'copy', `oci:${layout}:base`, `docker-archive:${join(dir, 'copied.tar')}:base:1`)
      await run('skopeo', 'copy', '--all', `oci:${layout}:base`, `oci:${join(dir, 'copied')}:base`)
      expect(await run('skopeo', 'inspect', '--raw', `oci:${join(dir, 'copied')}:base`)).toBe(raw)
    })
  })
})
