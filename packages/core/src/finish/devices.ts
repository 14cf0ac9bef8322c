import { DEVICES } from '../install/skeleton.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** Makes the character devices that are missing, where the profile has them in the image; they get mode 0, as apko 1.2 has it. */
export function placeDevices(rootfs: RootFs, profile: Profile): void {
  if (profile.devices === 'runtime') return
  for (const [path, major, minor] of DEVICES) {
    if (rootfs.lookup(path, { follow: true }) !== undefined) continue
    const { mtime } = rootfs.makeDirectory('dev')
    rootfs.set(path, { kind: 'char', major, minor, mode: 0, uid: 0, gid: 0, mtime, xattrs: {}, owner: undefined })
  }
}
