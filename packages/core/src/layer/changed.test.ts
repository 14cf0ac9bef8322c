import { expect, it } from 'vitest'
import { profiles } from '../profile.ts'
import { RootFs } from '../rootfs/rootfs.ts'
import { changedEntries, treeSnapshot } from './changed.ts'

const nobody = { user: () => '', group: () => '' }

function tree(): RootFs {
  const rootfs = new RootFs()
  for (const path of ['a/one', 'a/two', 'b/c/three', 'd/four']) rootfs.writeFile(path, path)
  return rootfs
}

function changes(change: (rootfs: RootFs) => void): string[] {
  const rootfs = tree()
  const before = treeSnapshot(rootfs)
  change(rootfs)
  const context = { names: nobody, profile: profiles.nacre }
  return [...changedEntries(rootfs, before, context)].map(({ header }) => header.name)
}

it.each<[string, (rootfs: RootFs) => void, string[]]>([
  ['nothing', () => {}, []],
  ['the same content written again', (rootfs) => rootfs.writeFile('a/one', 'a/one'), []],
  ['other content', (rootfs) => rootfs.writeFile('b/c/three', 'x'), ['b', 'b/c', 'b/c/three']],
  ['a new file', (rootfs) => rootfs.writeFile('a/new', 'x'), ['a', 'a/new']],
  ['another mode', (rootfs) => Object.assign(rootfs.lookup('a/two')!, { mode: 0o600 }), ['a', 'a/two']],
  ['an attribute of a directory', (rootfs) => Object.assign(rootfs.lookup('b')!, { uid: 5 }), ['b']],
  ['a file that is gone', (rootfs) => rootfs.remove('a/one'), ['a', 'a/.wh.one']],
  ['a directory that is gone, once', (rootfs) => rootfs.remove('b'), ['.wh.b']],
])('a layer over %s holds just that', (_, change, expected) => {
  expect(changes(change)).toEqual(expected)
})
