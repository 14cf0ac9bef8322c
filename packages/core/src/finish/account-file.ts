import { ImageError } from '../error.ts'

/** One of the files that accounts are kept in. */
export interface AccountFile {
  readonly path: string
  /** Mode of a file that did not exist before. */
  readonly mode: number
  /**
   * A line taken apart and put together again.
   *
   * @throws ImageError `ERR_IMAGE_ACCOUNT_FILE` for a line that is no account
   */
  rewrite(line: string): string
}

/** `/etc/passwd` (passwd(5)). */
export const passwdFile: AccountFile = {
  path: 'etc/passwd',
  mode: 0o644,
  rewrite(line) {
    const [name, password, uid, gid, comment, home, shell] = fieldsOf(line, this.path, 7)
    return [name, password, idOf(uid!, line, this.path), idOf(gid!, line, this.path), comment, home, shell].join(':')
  },
}

/** `/etc/group` (group(5)). */
export const groupFile: AccountFile = {
  path: 'etc/group',
  mode: 0o644,
  rewrite(line) {
    const [name, password, gid, members] = fieldsOf(line, this.path, 4)
    return [name, password, idOf(gid!, line, this.path), members].join(':')
  },
}

/** `/etc/shadow` (shadow(5)). Written anew it loses the day of the last password change, as apko 1.2 does. */
export const shadowFile: AccountFile = {
  path: 'etc/shadow',
  mode: 0o640,
  rewrite(line) {
    const [name, password, , ...rest] = fieldsOf(line, this.path, 9)
    return [name, password, '', ...rest].join(':')
  },
}

function fieldsOf(line: string, path: string, count: number): string[] {
  const fields = line.trim().split(':')
  if (fields.length !== count) throw malformed(line, path, `it has ${fields.length} fields and not ${count}`)
  return fields
}

function idOf(text: string, line: string, path: string): string {
  if (/^[+-]?\d+$/.test(text)) return String(Number(text) >>> 0)
  throw malformed(line, path, `${JSON.stringify(text)} is no id`)
}

function malformed(line: string, path: string, what: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_ACCOUNT_FILE',
    `Adding accounts to /${path}: the line ${JSON.stringify(line.slice(0, 100))} is no account, ${what}. Correct the package that brings the file.`,
    { details: { path, line: line.slice(0, 100) } },
  )
}
