import { readFile } from 'node:fs/promises'
import { parseInstalled } from '@nacre/apk'
import { scanTar } from '@nacre/archive'
import { type BuiltImage, image } from '@nacre/core'
import { describe, expect, it } from 'vitest'
import { dataRoot, testData } from './data.ts'
import { type GoldenPath, type GoldenRoot, goldenPaths, goldenRoots, goldenWorld } from './golden-root.ts'
import { layerPaths } from './layer-paths.ts'

/**
 * Where a nacre image is meant to differ from a root that apk 2.14 installed on disk; each with its reason. Beyond these, the links
 * by which busybox is called: its script makes them on a real system, and the build makes them here.
 */
const INTENDED: readonly { readonly reason: string; readonly covers: (path: string) => boolean }[] = [
  {
    reason: 'device nodes come from the runtime; rootless tools cannot unpack them',
    covers: (path) => /^dev\/(console|null|random|urandom|zero)$/.test(path),
  },
  {
    reason: 'repositories, and the keys that the build trusted, so that apk works inside the container',
    covers: (path) => /^etc\/apk\/(repositories|keys(\/[^/]+)?)$/.test(path),
  },
  {
    reason: 'apk --initdb makes these for its own work on a disk; packages bring /proc as 0755 and no cache',
    covers: (path) => path === 'proc' || path === 'var/cache/apk',
  },
  { reason: 'the database is compared record by record below', covers: (path) => /^lib\/apk(\/|$)/.test(path) },
]

function row(path: string, at: GoldenPath): string {
  return `${path} ${at.type} ${at.mode.toString(8)} ${at.uid}:${at.gid} ${at.size} ${at.content}`
}

async function build(root: GoldenRoot): Promise<BuiltImage> {
  return await image()
    .from(...root.repositories.map((path) => testData(`data/${path}`)))
    .trust(testData('data/keys/alpine'), testData('data/keys/test-only'))
    .add(...(await goldenWorld(root)))
    .build({ arch: [root.arch] })
}

/**
 * Packages by name, files in a directory by name: apk 2 keeps the order of the archive, apk 3 sorts. What a package without
 * files replaces is left out, and so is that of the record after it: apk 2.14 writes the one's line into the other.
 */
function byName(text: string): unknown[] {
  const order = <T extends { name: string }>(list: readonly T[]) => [...list].sort((a, b) => (a.name < b.name ? -1 : 1))
  const packages = order(parseInstalled(text))
  const mislaid = (i: number) => [packages[i], packages[i - 1]].some((one) => one?.directories.length === 0)
  return packages.map((one, i) => ({
    ...one,
    replaces: mislaid(i) ? 'either' : one.replaces,
    directories: order(one.directories).map((directory) => ({ ...directory, files: order(directory.files) })),
  }))
}

function scriptsOf(archive: Uint8Array): string[] {
  return scanTar(archive)
    .map(({ header, offset }) => {
      const text = Buffer.from(archive.subarray(offset, offset + header.size)).toString()
      return `${header.name} ${header.mode.toString(8)} ${header.mtime} ${header.uname}:${header.gname} ${text}`
    })
    .sort()
}

describe.skipIf(!dataRoot)('a tree that apk-tools 2.14.4 installed', () => {
  it.each(goldenRoots)('$name is laid out alike: type, mode, owner, size and content of every path', async (root) => {
    const built = await build(root)
    const expected = await goldenPaths(root)
    const actual = await layerPaths(built.arch(root.arch).layers[0]!.open())
    const appletLinks = new Set(
      [...actual]
        .filter(([path, at]) => /^\/bin\/(busybox|bbsuid)$/.test(at.content) && !expected.has(path))
        .map(([path]) => path),
    )
    expect(appletLinks.size).toBeGreaterThan(200)
    const intended = (path: string) => appletLinks.has(path) || INTENDED.some(({ covers }) => covers(path))

    const rows = (paths: ReadonlyMap<string, GoldenPath>) =>
      [...paths]
        .filter(([path]) => !intended(path))
        .map(([path, at]) => row(path, at))
        .sort()
    expect(rows(actual)).toEqual(rows(expected))
    expect(expected.size).toBeGreaterThan(200)
  })

  it.each(goldenRoots)('$name has the same records in its installed database, triggers and scripts', async (root) => {
    const built = await build(root)
    const recorded = (name: string) => readFile(testData(`data/golden/apk-install/${root.name}/${name}`))
    const ours = await built.rootfs(root.arch).text('lib/apk/db/installed')
    expect(byName(ours)).toEqual(byName((await recorded('installed')).toString()))

    const triggers = await built.rootfs(root.arch).text('lib/apk/db/triggers')
    expect(triggers.split('\n').sort()).toEqual((await recorded('triggers')).toString().split('\n').sort())

    const scripts = await built.rootfs(root.arch).read('lib/apk/db/scripts.tar')
    expect(scriptsOf(scripts)).toEqual(scriptsOf(await recorded('scripts.tar')))
  })

  it('iso-3.19.1 is planned in the order in which apk installed it', async () => {
    const [root] = goldenRoots
    const plan = await image()
      .from(testData('data/alpine/iso-3.19.1'))
      .trust(testData('data/keys/alpine'))
      .add('alpine-base')
      .plan({ arch: [root!.arch] })
    const log = await readFile(testData(`data/golden/apk-install/${root!.name}/log.txt`), 'utf8')
    const installed = [...log.matchAll(/Installing (\S+) \((\S+)\)/g)].map(([, name, version]) => `${name}=${version}`)
    expect(plan.packages().map(({ name, version }) => `${name}=${version}`)).toEqual(installed)
  })
})
