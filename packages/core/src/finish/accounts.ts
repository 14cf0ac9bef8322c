import type { GroupEntry, ImageDefinition, UserEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { type AccountFile, groupFile, passwdFile, shadowFile } from './account-file.ts'
import { checkAccounts } from './check-accounts.ts'

/**
 * Adds users and groups to `/etc/passwd`, `/etc/group` and `/etc/shadow`, and makes home directories.
 *
 * @returns what the image runs as: the id where `runAs` names a user of the tree, otherwise `runAs` itself
 * @throws ImageError `ERR_IMAGE_ACCOUNT` for what can be no account, `ERR_IMAGE_HOME` when a home directory's path is taken by something else, `ERR_IMAGE_ACCOUNT_FILE` when
 * a file that has to be written anew holds a line that is no account
 */
export async function writeAccounts(
  rootfs: RootFs,
  accounts: ImageDefinition['accounts'],
  profile: Profile,
): Promise<string | undefined> {
  checkAccounts(accounts, profile)
  const { users, groups, runAs } = accounts
  const add = (file: AccountFile, lines: readonly string[]) => addLines(rootfs, file, lines, profile)
  if (groups.length > 0) await add(groupFile, groups.map(groupLine))
  if (users.length > 0 || profile.passwd === 'always') {
    await add(
      passwdFile,
      users.map((user) => userLine(user, profile.accountComment)),
    )
  }
  const passwd = await passwdEntries(rootfs)
  const created = new Set(users.map((user) => user.name))
  for (const entry of passwd) {
    if (profile.homes === 'every-account' || created.has(entry.name)) makeHome(rootfs, entry)
  }
  // Locked: service accounts are not there to log in (shadow(5), field 2).
  const locked = users.map((user) => `${user.name}:!:::::::`)
  if (users.length > 0) await add(shadowFile, locked)
  return passwd.find((entry) => entry.name === runAs)?.uid.toString() ?? runAs
}

function groupLine({ name, gid, members = [] }: GroupEntry): string {
  return `${name}:x:${gid}:${members.join(',')}`
}

function userLine({ name, uid, gid = uid, home, shell }: UserEntry, comment: string): string {
  return `${name}:x:${uid}:${gid}:${comment}:${home || `/home/${name}`}:${shell || '/bin/sh'}`
}

async function addLines(rootfs: RootFs, file: AccountFile, lines: readonly string[], profile: Profile): Promise<void> {
  const { path, mode } = file
  const before = await rootfs.readText(path)
  const rewritten = profile.accountFiles === 'rewritten'
  const known = linesOf(before ?? '').map((line) => (rewritten ? file.rewrite(line) : line))
  const text = [...known, ...lines].map((line) => `${line}\n`).join('')
  rootfs.writeFile(path, text, before === undefined ? { mode } : {})
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

interface PasswdEntry {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
}

async function passwdEntries(rootfs: RootFs): Promise<PasswdEntry[]> {
  return linesOf((await rootfs.readText(passwdFile.path)) ?? '')
    .map((line) => line.trim().split(':'))
    .filter((fields) => fields.length === 7)
    .map(([name = '', , uid, gid, , home = '']) => ({ name, uid: Number(uid), gid: Number(gid), home }))
}

// Only the directory itself is private and the account's; what is missing above it is 0755 and root's.
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
