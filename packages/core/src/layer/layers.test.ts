import { readTar } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import { type ImageChain, image } from '../definition/chain.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { ProfileName } from '../profile.ts'
import type { ApkOptions } from '../testing/apk.ts'
import { repository } from '../testing/repository.ts'
import type { LayerGroup } from './strategy.ts'

/** What each layer of an image holds: names of entries, directories with a slash. */
async function layers(
  chain: ImageChain,
): Promise<{ names: string[][]; read: (layer: number, name: string) => Promise<string> }> {
  const built = await chain.build({ arch: ['x86_64'] })
  const all: Map<string, string>[] = []
  for (const layer of built.arch('x86_64').layers) {
    const entries = new Map<string, string>()
    for await (const { header, body } of readTar(layer.openPlain())) {
      const chunks: Uint8Array[] = []
      for await (const chunk of body) chunks.push(chunk)
      entries.set(header.type === 'directory' ? `${header.name}/` : header.name, Buffer.concat(chunks).toString())
    }
    all.push(entries)
  }
  return { names: all.map((one) => [...one.keys()]), read: async (layer, name) => all[layer]!.get(name)! }
}

function made(packages: ApkOptions[], profile: ProfileName = 'apko'): ImageChain {
  return image({ profile })
    .from(repository(packages))
    .add(...packages.map(({ name }) => name))
}

/** Names of packages by layer, as the databases of the layers tell. */
async function groups(packages: ApkOptions[], budget: number): Promise<string[][]> {
  const { names, read } = await layers(made(packages).layers('origin', { budget }))
  const found: string[][] = []
  for (const i of names.keys()) {
    if (i === names.length - 1) break
    const text = await read(i, 'usr/lib/apk/db/installed')
    found.push([...text.matchAll(/^P:(.*)$/gm)].map(([, name]) => name!))
  }
  return found
}

const sized = (name: string, installedSize: number, rest: Partial<ApkOptions> = {}): ApkOptions => ({
  name,
  origin: name,
  installedSize,
  files: { [`usr/share/${name}/file`]: name },
  ...rest,
})

describe('layers by origin', () => {
  it('packages of one origin share a layer, the largest group comes first', async () => {
    const packages = [sized('small', 10), sized('big', 500), sized('big-doc', 5, { origin: 'big' })]
    expect(await groups(packages, 10)).toEqual([['big', 'big-doc'], ['small']])
  })

  it('groups of one size are ordered by their greatest name', async () => {
    expect(await groups([sized('b', 5), sized('a', 5), sized('c', 5)], 3)).toEqual([['a'], ['b'], ['c']])
  })

  it.each([0, 1])('a budget of %i makes one group', async (budget) => {
    expect(await groups([sized('b', 5), sized('a', 50)], budget)).toEqual([['a', 'b']])
  })

  it('what goes beyond the budget shares the last layer', async () => {
    const packages = [sized('a', 50), sized('b', 40), sized('c', 30), sized('d', 20)]
    expect(await groups(packages, 2)).toEqual([['a'], ['b', 'c', 'd']])
  })

  it('a package that replaces another in the version that is there joins it', async () => {
    const old = sized('libcrypt1', 5, { version: '2.38-r14' })
    const replacing = (text: string) => [old, sized('libxcrypt', 50, { replaces: [text] })]
    expect(await groups(replacing('libcrypt1<2.38-r15'), 9)).toEqual([['libcrypt1', 'libxcrypt']])
    expect(await groups(replacing('libcrypt1<2.38-r14'), 9)).toEqual([['libxcrypt'], ['libcrypt1']])
    expect(await groups(replacing('libcrypt1'), 9)).toEqual([['libcrypt1', 'libxcrypt']])
  })

  it('every lower layer has a database of its packages and the directories that lead to its files', async () => {
    const { names } = await layers(made([sized('a', 9), sized('b', 8)]).layers('origin', { budget: 2 }))
    expect(names).toHaveLength(3)
    expect(names[0]).toEqual([
      'usr/',
      'usr/lib/',
      'usr/lib/apk/',
      'usr/lib/apk/db/',
      'usr/lib/apk/db/installed',
      'usr/share/',
      'usr/share/a/',
      'usr/share/a/file',
    ])
    expect(names[2]).toContain('usr/share/a/')
    expect(names[2]).not.toContain('usr/share/a/file')
  })

  it('apko writes the directory that it passed last too, nacre only those that lead somewhere', async () => {
    const files = { 'etc/dir/': '', 'etc/file': 'x' }
    const chain = (profile: ProfileName) => made([sized('a', 9, { files })], profile).layers('origin', { budget: 1 })
    expect((await layers(chain('apko'))).names[0]).toContain('etc/dir/')
    expect((await layers(chain('nacre'))).names[0]?.filter((name) => name.startsWith('etc'))).toEqual([
      'etc/',
      'etc/file',
    ])
  })
})

describe('other layerings', () => {
  const packages = [sized('a', 9), sized('b', 8)]

  it('a package a layer', async () => {
    const { names } = await layers(made(packages, 'nacre').layers('package'))
    expect(names.map((one) => one.filter((name) => name.endsWith('file')))).toEqual([
      ['usr/share/a/file'],
      ['usr/share/b/file'],
      [],
    ])
  })

  it('a function of its own; what it leaves out goes on top', async () => {
    const custom = (all: readonly ExpandedPackage[]): LayerGroup[] => [all.filter(({ info }) => info.name === 'b')]
    const { names } = await layers(made(packages, 'nacre').layers(custom))
    expect(names.map((one) => one.filter((name) => name.endsWith('file')))).toEqual([
      ['usr/share/b/file'],
      ['usr/share/a/file'],
    ])
  })

  it.each<[string, (all: readonly ExpandedPackage[]) => LayerGroup[]]>([
    ['names a package twice', (all) => [all, all]],
    ['names a package of its own', (all) => [[{ ...all[0]! }]]],
  ])('a function that %s is refused', async (_, custom) => {
    await expect(layers(made(packages, 'nacre').layers(custom))).rejects.toMatchObject({ code: 'ERR_IMAGE_LAYERING' })
  })

  it('so are a strategy of no name, a budget below 0, and a function that was lost on the way through JSON', async () => {
    const broken = (layering: object) =>
      image({ ...made(packages).toJSON(), layering } as object).from(repository(packages))
    const wrong = [{ strategy: 'size' }, { strategy: 'origin', budget: -1 }, { strategy: 'custom' }]
    for (const layering of wrong)
      await expect(layers(broken(layering))).rejects.toMatchObject({ code: 'ERR_IMAGE_LAYERING' })
  })

  it('the same tree comes out of every layering', async () => {
    const chain = made(packages, 'nacre')
    const flat = async (one: ImageChain) => [...new Set((await layers(one)).names.flat())].sort()
    const whole = await flat(chain)
    for (const strategy of ['origin', 'package'] as const)
      expect(await flat(chain.layers(strategy, { budget: 5 }))).toEqual(whole)
  })
})

describe('a layer', () => {
  it('carries extended attributes and special bits of files and directories', async () => {
    const xattrs = { 'user.x': new Uint8Array([1, 255]) }
    const files = [
      { name: 'd', type: 'directory' as const, mode: 0o1777, xattrs },
      { name: 'f', content: 'x', mode: 0o6755, xattrs },
    ]
    const built = await made([{ name: 'p', files }], 'nacre').build({ arch: ['x86_64'] })
    const met: string[] = []
    for await (const { header } of readTar(built.arch('x86_64').layers[0]!.openPlain())) {
      if (header.name === 'd' || header.name === 'f')
        met.push(`${header.name} ${header.mode.toString(8)} ${Object.keys(header.pax)}`)
    }
    expect(met).toEqual(['d 1777 SCHILY.xattr.user.x', 'f 6755 SCHILY.xattr.user.x'])
  })
})
