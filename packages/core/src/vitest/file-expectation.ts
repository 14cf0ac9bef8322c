import type { ArchitectureImage } from '../build/built-image.ts'
import { formatMode } from '../explain/format-image-diff.ts'
import { type Inode, inode } from '../rootfs/node.ts'
import { accountsInImage } from './run-as.ts'

/** What {@link NacreMatchers.toHaveFile} may demand; what is left out does not matter. */
export interface FileExpectation {
  /** Permission bits: `0o755`. */
  readonly mode?: number
  /** A user id, a user name of the image, or `uid:gid`. */
  readonly owner?: number | string
  /** All of it, or what it has to match. */
  readonly content?: string | Uint8Array | RegExp
  /** What kind of thing it is; links are followed unless it is `symlink`. */
  readonly type?: 'file' | 'directory' | 'symlink' | 'char' | 'block'
  /** Where a symbolic link leads, as written. */
  readonly target?: string
}

/** One demand that is not met. */
export interface Mismatch {
  readonly what: string
  readonly met: string
  readonly expected: string
}

/** What of the expectation a node does not meet, its content aside. */
export function mismatches(
  expectation: FileExpectation,
  found: Parameters<typeof inode>[0],
  image: ArchitectureImage,
): Mismatch[] {
  const node = inode(found)
  const { type, mode, owner, target } = expectation
  const problems: Mismatch[] = []
  const demand = (what: string, met: string, expected: string): void => {
    if (met !== expected) problems.push({ what, met, expected })
  }
  if (type !== undefined) demand('type', node.kind, type)
  if (mode !== undefined) demand('mode', formatMode(node.mode), formatMode(mode))
  if (owner !== undefined && !owners(node, image).includes(String(owner))) {
    problems.push({ what: 'owner', met: `${node.uid}:${node.gid}`, expected: String(owner) })
  }
  if (target !== undefined) demand('target', node.kind === 'symlink' ? node.target : 'no link', target)
  return problems
}

// Every way to write who owns it.
function owners({ uid, gid }: Inode, image: ArchitectureImage): string[] {
  const names = accountsInImage(image).filter((account) => account.uid === uid)
  return [String(uid), `${uid}:${gid}`, ...names.flatMap(({ name }) => [name, `${name}:${gid}`])]
}

/** What of the expected content the bytes do not have. */
export function contentMismatch(expected: string | Uint8Array | RegExp, bytes: Uint8Array): Mismatch | undefined {
  if (expected instanceof Uint8Array) {
    if (Buffer.compare(expected, bytes) === 0) return undefined
    return { what: 'content', met: `${bytes.length} bytes`, expected: `${expected.length} other bytes` }
  }
  const text = new TextDecoder().decode(bytes)
  if (expected instanceof RegExp) {
    return expected.test(text) ? undefined : { what: 'content', met: quote(text), expected: String(expected) }
  }
  if (text === expected) return undefined
  const met = text.split('\n')
  const wanted = expected.split('\n')
  if (met.length < 3 && wanted.length < 3) return { what: 'content', met: quote(text), expected: quote(expected) }
  const line = wanted.findIndex((one, i) => one !== met[i])
  const at = line === -1 ? wanted.length : line
  return { what: `line ${at + 1}`, met: lineAt(met, at), expected: lineAt(wanted, at) }
}

function lineAt(lines: readonly string[], at: number): string {
  const line = lines[at]
  return line === undefined ? 'the end' : quote(line)
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text)
}
