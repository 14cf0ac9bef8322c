import type { ArchitectureImage } from '../build/built-image.ts'
import { readNow } from './read-now.ts'
import { called, type Subject, subjectOf } from './subject.ts'
import { containerConfigs, imagesOf } from './subject-parts.ts'
import { type Verdict, verdict } from './verdict.ts'

interface Account {
  readonly name: string
  readonly uid: number
}

/** See {@link NacreMatchers.toRunAs}. */
export function toRunAs(this: { readonly isNot: boolean }, received: unknown, user: number | string): Verdict {
  const subject = subjectOf('toRunAs', received, ['definition', 'plan', 'image', 'architecture'])
  const accounts = accountsOf(subject)
  const wanted = String(user)
  const architectures = containerConfigs(subject).map(({ arch, config: { User = '' } }) => {
    const met = `runs as ${User === '' ? 'root: no user is set' : describe(User, accounts)}`
    return spellings(User, accounts).has(wanted) ? { arch, problem: [], met } : { arch, problem: [met] }
  })
  return verdict(this, called(subject), `to run as ${wanted}`, architectures)
}

/** All the ways to say which user a config names: `65532`, `nonroot`, and with the group where it names one. */
function spellings(user: string, accounts: readonly Account[]): Set<string> {
  const [name = '', group] = (user === '' ? '0' : user).split(':')
  const known = accounts.filter((account) => account.name === name || String(account.uid) === name)
  const root = name === '0' || name === 'root' ? ['0', 'root'] : []
  const names = [name, ...root, ...known.flatMap((account) => [account.name, String(account.uid)])]
  return new Set(names.flatMap((one) => (group === undefined ? [one] : [one, `${one}:${group}`])))
}

function describe(user: string, accounts: readonly Account[]): string {
  const account = accounts.find(({ uid }) => String(uid) === user.split(':')[0])
  return account === undefined ? user : `${user} (${account.name})`
}

function accountsOf(subject: Subject): Account[] {
  const images = subject.kind === 'image' || subject.kind === 'architecture' ? imagesOf(subject) : []
  const defined = 'definition' in subject ? subject.definition.accounts.users : []
  return [...defined, ...images.slice(0, 1).flatMap(accountsInImage)]
}

/** `name:password:uid:gid:gecos:home:shell` of passwd(5). */
export function accountsInImage({ rootfs }: Pick<ArchitectureImage, 'rootfs'>): Account[] {
  const passwd = readNow(rootfs, 'etc/passwd')
  if (!(passwd instanceof Uint8Array)) return []
  const lines = new TextDecoder().decode(passwd).split('\n')
  return lines.flatMap((line) => {
    const [name = '', , uid = ''] = line.split(':')
    return /^\d+$/.test(uid) ? [{ name, uid: Number(uid) }] : []
  })
}
