/**
 * Splits a path for the `prefix` and `name` fields of a ustar block (POSIX.1-2017, pax, "ustar Header Block") at the last slash
 * that leaves at most 155 bytes before it, if at most 100 bytes follow. Undefined for a path that fits `name`, is not ASCII, or cannot be split.
 */
export function splitPath(path: string): { prefix: string; name: string } | undefined {
  if (path.length <= 100) return undefined
  for (let i = 0; i < path.length; i++) if (path.charCodeAt(i) > 127) return undefined
  let length = path.length
  if (length > 156) length = 156
  else if (path.charCodeAt(length - 1) === 47) length--
  const slash = path.lastIndexOf('/', length - 1)
  const nameLength = path.length - slash - 1
  if (slash <= 0 || slash > 155 || nameLength === 0 || nameLength > 100) return undefined
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) }
}

/** Name of the PAX extended header of an entry: `PaxHeaders.0` put before the last part, the path made plain, ASCII only, at most 100 bytes. */
export function paxHeaderName(path: string): string {
  const slash = path.lastIndexOf('/')
  const joined = plainPath(`${path.slice(0, slash + 1)}/PaxHeaders.0/${path.slice(slash + 1)}`, path.startsWith('/'))
  let ascii = ''
  for (const character of joined) if (character.codePointAt(0)! < 128) ascii += character
  return ascii.slice(0, 100).replace(/\/+$/, '')
}

/** The shortest path that means the same: no empty part, no `.`, and `..` resolved where it can be. */
function plainPath(path: string, absolute: boolean): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!absolute) parts.push(part)
  }
  return `${absolute ? '/' : ''}${parts.join('/')}`
}
