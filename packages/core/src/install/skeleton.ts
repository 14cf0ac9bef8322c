import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

const DIRECTORIES: readonly (readonly [path: string, mode: number])[] = [
  ['tmp', 0o1777],
  ['dev', 0o755],
  ['etc', 0o755],
  ['opt', 0o755],
  ['proc', 0o555],
  ['var', 0o755],
  ['usr', 0o755],
  ['etc/apk', 0o755],
  ['etc/apk/keys', 0o755],
  ['usr/lib', 0o755],
  ['usr/lib/apk', 0o755],
  ['usr/lib/apk/db', 0o755],
  ['usr/lib/apk/exec', 0o755],
  ['var/cache', 0o755],
  ['var/cache/apk', 0o755],
  ['var/cache/misc', 0o755],
]

/** Character devices that apko puts into every image, with the modes of a new database. */
export const DEVICES: readonly (readonly [path: string, major: number, minor: number, mode: number])[] = [
  ['dev/zero', 1, 5, 0o666],
  ['dev/urandom', 1, 9, 0o666],
  ['dev/null', 1, 3, 0o666],
  ['dev/random', 1, 8, 0o666],
  ['dev/console', 5, 1, 0o620],
]

/** What a skeleton is made from. */
export interface SkeletonInput {
  readonly arch: string
  readonly world: readonly string[]
  readonly keys: ReadonlyMap<string, string | Uint8Array>
}

/** What stands in the tree before the first package: nothing, or the directories, files and devices of apko 1.2. */
export function placeSkeleton(rootfs: RootFs, profile: Profile, { arch, world, keys }: SkeletonInput): void {
  if (profile.skeleton === 'none') return
  for (const [path, mode] of DIRECTORIES) rootfs.makeDirectory(path, { mode }, {})
  rootfs.writeFile('etc/apk/world', `${world.join('\n')}\n`)
  rootfs.writeFile('etc/apk/repositories', '\n')
  rootfs.writeFile('etc/apk/arch', `${arch}\n`)
  rootfs.writeFile('usr/lib/apk/db/lock', '', { mode: 0o600 })
  rootfs.writeFile('usr/lib/apk/db/triggers', '')
  rootfs.writeFile('usr/lib/apk/db/installed', '')
  for (const [path, major, minor, mode] of DEVICES) {
    rootfs.set(path, { kind: 'char', major, minor, mode, uid: 0, gid: 0, mtime: 0, xattrs: {}, owner: undefined })
  }
  for (const [name, content] of keys) rootfs.writeFile(`etc/apk/keys/${name}`, content)
}
