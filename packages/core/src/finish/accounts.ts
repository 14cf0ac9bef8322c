import type { GroupEntry, ImageDefinition, UserEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/**
 * Adds users and groups to `/etc/passwd`, `/etc/group` and `/etc/shadow`, and makes home directories.
 *
 * @returns what the image runs as: the id where `runAs` names a user of the tree, otherwise `runAs` itself
 * @throws ImageError `ERR_IMAGE_HOME` when a home directory's path is taken by something else
 */
export async function writeAccounts(
  rootfs: RootFs,
  accounts: ImageDefinition['accounts'],
  profile: Profile,
): Promise<string | undefined> {
  const { users, groups, runAs } = accounts
  if (groups.length > 0) await append(rootfs, 'etc/group', groups.map(groupLine), 0o644)
  if (users.length > 0 || profile.passwd === 'always') await append(rootfs, 'etc/passwd', users.map(userLine), 0o644)
  if (users.length > 0)
    await append(
      rootfs,
      'etc/shadow',
      users.map((user) => `${user.name}:!:::::::`),
      0o640,
    )
  const passwd = await passwdEntries(rootfs)
  for (const entry of profile.homes === 'every-account'
    ? passwd
    : passwd.filter((one) => users.some((user) => user.name === one.name))) {
    makeHome(rootfs, entry)
  }
  return passwd.find((entry) => entry.name === runAs)?.uid.toString() ?? runAs
}

function groupLine({ name, gid, members = [] }: GroupEntry): string {
  return `${name}:x:${gid}:${members.join(',')}`
}

function userLine({ name, uid, gid = uid, home = `/home/${name}`, shell = '/bin/sh' }: UserEntry): string {
  return `${name}:x:${uid}:${gid}:Account created by nacre:${home}:${shell}`
}

async function append(rootfs: RootFs, path: string, lines: readonly string[], mode: number): Promise<void> {
  const before = await rootfs.readText(path)
  const start = before === undefined || before === '' || before.endsWith('\n') ? (before ?? '') : `${before}\n`
  rootfs.writeFile(path, `${start}${lines.map((line) => `${line}\n`).join('')}`, before === undefined ? { mode } : {})
}

interface PasswdEntry {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
}

async function passwdEntries(rootfs: RootFs): Promise<PasswdEntry[]> {
  const text = (await rootfs.readText('etc/passwd')) ?? ''
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid, , home = '']) => ({ name, uid: Number(uid), gid: Number(gid), home }))
}

function makeHome(rootfs: RootFs, { name, uid, gid, home }: PasswdEntry): void {
  if (home === '' || home === '/dev/null') return
  const found = rootfs.lookup(home, { follow: true })
  if (found?.kind === 'directory') return
  if (found !== undefined) {
    throw new ImageError(
      'ERR_IMAGE_HOME',
      `Making the home directory of ${name}: ${home} exists and is no directory. Give ${name} another home.`,
      { details: { user: name, home } },
    )
  }
  rootfs.makeDirectory(home, { mode: 0o700, uid, gid }, {})
}
