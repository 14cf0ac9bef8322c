import { ImageError } from '../error.ts'

const SLASH = 47
const DOT = 46

/**
 * A path as the tree knows it: names joined by `/`, relative to the root, which itself is the empty text.
 * One leading and any trailing slashes are dropped, so are empty and `.` components.
 *
 * @throws ImageError `ERR_IMAGE_PATH` for `..` components and NUL.
 */
export function normalizePath(path: string): string {
  if (isNormal(path)) return path
  if (path.includes('\0')) throw refuse(path, 'a NUL character')
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '..') throw refuse(path, 'a ".." component')
    if (name !== '' && name !== '.') names.push(name)
  }
  return names.join('/')
}

/** The directory part and the last name of a normalised path. */
export function splitPath(path: string): { directory: string; name: string } {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? { directory: '', name: path } : { directory: path.slice(0, slash), name: path.slice(slash + 1) }
}

/** `directory/name`, where the root is the empty text. */
export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

/** Order of names by their UTF-8 bytes, as `strcmp` has it; UTF-16 order differs beyond U+FFFF only. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

// Half of a code point beyond U+FFFF: it follows every lone unit, also U+E000 to U+FFFF.
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}

// No NUL, and no empty, `.` or `..` component.
function isNormal(path: string): boolean {
  let start = 0
  for (let i = 0; i <= path.length; i++) {
    const code = i === path.length ? SLASH : path.charCodeAt(i)
    if (code === 0) return false
    if (code !== SLASH) continue
    const length = i - start
    if (length === 0) return path === ''
    if (length <= 2 && path.charCodeAt(start) === DOT && path.charCodeAt(i - 1) === DOT) return false
    start = i + 1
  }
  return true
}

function refuse(path: string, what: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH',
    `Placing ${JSON.stringify(path)} in the image: the path holds ${what}. Use a path below the root.`,
    {
      details: { path },
    },
  )
}
