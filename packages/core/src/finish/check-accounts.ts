import type { ImageDefinition } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { Profile } from '../profile.ts'

/** What is wrong with one account or group. */
export interface AccountFault {
  /** Where it stands in the definition: `users[0]`, `groups[2]`. */
  readonly at: string
  readonly name: string
  readonly what: string
}

const LARGEST_ID = 2 ** 32 - 1

/**
 * Looks at users and groups before anything is written: their texts become fields of lines (passwd(5), group(5)).
 *
 * @throws ImageError `ERR_IMAGE_ACCOUNT` for all faults together
 */
export function checkAccounts({ users, groups }: ImageDefinition['accounts'], profile: Profile): void {
  const faults: AccountFault[] = []
  users.forEach(({ name, uid, gid, home = '', shell = '' }, i) => {
    const say = (what: string): unknown => faults.push({ at: `users[${i}]`, name, what })
    if (!isField(name) || name === '') say('its name is empty, or holds a colon or a line break')
    if (!isField(home) || !isField(shell)) say('its home or shell holds a colon or a line break')
    if (uid === 0) say('its uid is 0; to run as root, leave the account out and run as 0')
    else if (!isId(uid) || (gid !== undefined && !isId(gid))) say('an id is no whole number from 0 to 4294967295')
  })
  groups.forEach(({ name, gid, members = [] }, i) => {
    const say = (what: string): unknown => faults.push({ at: `groups[${i}]`, name, what })
    if (!isField(name) || name === '') say('its name is empty, or holds a colon or a line break')
    if (!members.every((member) => isField(member) && !member.includes(',')))
      say('a member holds a colon, comma or line break')
    if (!isId(gid)) say('its gid is no whole number from 0 to 4294967295')
  })
  if (profile.accountFiles === 'appended') faults.push(...repeated('users', users), ...repeated('groups', groups))
  if (faults.length > 0) throw refuse(faults)
}

function repeated(list: string, entries: readonly { readonly name: string }[]): AccountFault[] {
  const names = entries.map(({ name }) => name)
  return entries.flatMap(({ name }, i) =>
    names.indexOf(name) < i ? [{ at: `${list}[${i}]`, name, what: 'its name is given twice' }] : [],
  )
}

function isField(text: string): boolean {
  return !/[:\n\0]/.test(text)
}

function isId(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id <= LARGEST_ID
}

function refuse(faults: readonly AccountFault[]): ImageError {
  const lines = faults.map(({ at, name, what }) => `${at} (${JSON.stringify(name)}): ${what}`)
  return new ImageError(
    'ERR_IMAGE_ACCOUNT',
    `Adding accounts to the image: ${lines.join('; ')}. Correct the definition.`,
    {
      details: { faults },
    },
  )
}
