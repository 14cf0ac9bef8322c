import { ImageError } from '../error.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Profile } from '../profile.ts'
import { inode, symlinkNode } from '../rootfs/node.ts'
import { joinPath, normalizePath, splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { busyboxApplets } from './busybox-applets.ts'

/** A program with many names, and who lists them. */
interface Multicall {
  readonly program: string
  /** The names where no list is in the image. */
  applets(packages: readonly ExpandedPackage[], profile: Profile): { listedBy: string; known: () => readonly string[] }
}

const busybox: Multicall = {
  program: '/bin/busybox',
  applets(packages, profile) {
    const pkg = busyboxPackage(packages)
    if (pkg === undefined && profile.busyboxLinks === 'listed-applets') throw noPackage()
    const version = pkg?.info.version ?? ''
    return {
      listedBy: pkg?.info.name ?? 'busybox',
      known: () => busyboxApplets(plainVersion(version, profile)),
    }
  },
}

/** The set-uid part of Alpine's busybox; it names these applets itself (busybox-suid 1.36.1, `bbsuid --install`). */
const bbsuid: Multicall = {
  program: '/bin/bbsuid',
  applets: () => ({
    listedBy: 'busybox-suid',
    known: () => [
      '/bin/mount',
      '/bin/umount',
      '/bin/su',
      '/usr/bin/crontab',
      '/usr/bin/passwd',
      '/usr/bin/traceroute',
      '/usr/bin/traceroute6',
      '/usr/bin/vlock',
    ],
  }),
}

/**
 * Makes the links by which busybox is called, which its package makes with a script: those of the list in
 * `/etc/busybox-paths.d`, otherwise those that its version is known to have. What stands at a path stays.
 *
 * @throws ImageError `ERR_IMAGE_BUSYBOX` where apko's rules are followed and no package is busybox, or its version is none
 */
export async function linkBusybox(
  rootfs: RootFs,
  packages: readonly ExpandedPackage[],
  profile: Profile,
): Promise<void> {
  const programs = profile.busyboxLinks === 'listed-applets' ? [busybox] : [bbsuid, busybox]
  for (const { program, applets } of programs) {
    const node = rootfs.lookup(program, { follow: true })
    if (node === undefined) continue
    const { listedBy, known } = applets(packages, profile)
    const list = await rootfs.readText(`etc/busybox-paths.d/${listedBy}`)
    const paths = list === undefined ? await present(rootfs, program, known(), profile) : list.split('\n')
    const { mtime } = inode(node)
    for (const path of paths) if (path.includes('/') && path !== program) link(rootfs, path, program, mtime, profile)
  }
}

function link(rootfs: RootFs, path: string, program: string, mtime: number, profile: Profile): void {
  const normal = normalizePath(path)
  const { directory: above, name } = splitPath(normal)
  const directory = rootfs.makeDirectory(above, {})
  if (profile.busyboxLinks === 'listed-applets') directory.mtime = mtime
  const found = directory.children.get(name)
  if (found === undefined) directory.children.set(name, symlinkNode(program, { mtime }))
  else if (inode(found).kind !== 'file' && found.kind !== 'symlink') throw taken(normal, program)
}

// Applets that were left out of the program are left out here: their names stand in it, each between two NULs.
async function present(
  rootfs: RootFs,
  program: string,
  paths: readonly string[],
  profile: Profile,
): Promise<readonly string[]> {
  if (profile.busyboxLinks === 'listed-applets') return paths
  const text = Buffer.from((await rootfs.readFile(program)) ?? []).toString('latin1')
  return paths.filter((path) => {
    const { directory, name } = splitPath(path)
    return text.includes(`\0${name}\0`) || text.includes(`\0${joinPath(directory, name)}\0`)
  })
}

/** The package named busybox, or the last before it in install order that provides something called like it. */
function busyboxPackage(packages: readonly ExpandedPackage[]): ExpandedPackage | undefined {
  let found: ExpandedPackage | undefined
  for (const pkg of packages) {
    if (pkg.info.name === 'busybox') return pkg
    if (pkg.info.provides.some((provided) => provided.includes('busybox'))) found = pkg
  }
  return found
}

function plainVersion(version: string, profile: Profile): string {
  const plain = /^v?(\d+\.\d+\.\d+)(?:-\w+)?$/.exec(version)?.[1]
  if (plain !== undefined || profile.busyboxLinks === 'present-applets') return plain ?? ''
  throw new ImageError(
    'ERR_IMAGE_BUSYBOX',
    `Linking busybox: its version ${version} is not of the form 1.2.3-r4, so its applets are not known. Use a package with /etc/busybox-paths.d.`,
    { details: { version } },
  )
}

function noPackage(): ImageError {
  return new ImageError(
    'ERR_IMAGE_BUSYBOX',
    'Linking busybox: /bin/busybox is there, but no package is or provides busybox. Add the package busybox.',
  )
}

function taken(path: string, program: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_BUSYBOX',
    `Linking ${program}: "${path}" is neither a file nor a link. Leave out what makes it.`,
    { details: { path } },
  )
}
