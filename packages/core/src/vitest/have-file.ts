import type { ArchitectureImage } from '../build/built-image.ts'
import { columns, count, sentenceList } from '../explain/columns.ts'
import { formatMode } from '../explain/format-image-diff.ts'
import { splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { contentMismatch, type FileExpectation, type Mismatch, mismatches } from './file-expectation.ts'
import { nearest } from './nearest.ts'
import { readNow } from './read-now.ts'
import { called, subjectOf } from './subject.ts'
import { imagesOf } from './subject-parts.ts'
import { type ArchitectureVerdict, type Verdict, verdict } from './verdict.ts'

const SHOWN_NAMES = 6

/** See {@link NacreMatchers.toHaveFile}. Gives its verdict at once unless content has to be fetched from a disk. */
export function toHaveFile(
  this: { readonly isNot: boolean },
  received: unknown,
  path: string,
  expectation: FileExpectation = {},
): Verdict | Promise<Verdict> {
  const subject = subjectOf('toHaveFile', received, ['image', 'architecture'])
  const { isNot } = this
  const headline = `to have ${path}${describe(expectation)}`
  const judge = (architectures: readonly ArchitectureVerdict[]): Verdict =>
    verdict({ isNot }, called(subject), headline, architectures)
  const verdicts = imagesOf(subject).map((image) => inspect(image, path, expectation))
  return verdicts.every(isReady) ? judge(verdicts) : Promise.all(verdicts).then(judge)
}

function isReady(one: ArchitectureVerdict | Promise<ArchitectureVerdict>): one is ArchitectureVerdict {
  return !(one instanceof Promise)
}

function inspect(
  image: ArchitectureImage,
  path: string,
  expectation: FileExpectation,
): ArchitectureVerdict | Promise<ArchitectureVerdict> {
  const { rootfs, architecture } = image
  const arch = architecture.apk
  const follow = expectation.type !== 'symlink' && expectation.target === undefined
  const node = rootfs.lookup(path, { follow })
  if (node === undefined) return { arch, problem: [nothingAt(rootfs, path)] }
  const problems = mismatches(expectation, node, image)
  const { content } = expectation
  if (content === undefined) return conclude(arch, path, problems)
  const bytes = readNow(rootfs, path)
  if (bytes === undefined) return conclude(arch, path, [...problems, noFile(node.kind)])
  const judge = (read: Uint8Array): ArchitectureVerdict =>
    conclude(arch, path, [...problems, ...[contentMismatch(content, read)].flatMap((one) => one ?? [])])
  return bytes instanceof Uint8Array ? judge(bytes) : bytes.then(judge)
}

function conclude(arch: string, path: string, problems: readonly Mismatch[]): ArchitectureVerdict {
  if (problems.length === 0) return { arch, problem: [], met: `has ${path}` }
  const rows = problems.map(({ what, met, expected }) => [what, met, `expected ${expected}`])
  return { arch, problem: [`${path} differs`, ...columns(rows)] }
}

function noFile(kind: string): Mismatch {
  return { what: 'content', met: `none, it is a ${kind}`, expected: 'a file' }
}

function nothingAt(rootfs: RootFs, path: string): string {
  const { directory, name } = splitPath(path.replace(/^\/+|\/+$/g, ''))
  const parent = rootfs.lookup(directory, { follow: true })
  if (parent?.kind !== 'directory') return `has nothing at ${path}, not even the directory /${directory}`
  const names = [...parent.children.keys()].sort()
  if (names.length === 0) return `has nothing at ${path}; /${directory} is empty`
  const near = nearest(name, names)
  const shown = near.length > 0 ? near : names.slice(0, SHOWN_NAMES)
  const rest = names.length - shown.length
  const list = sentenceList(rest > 0 ? [...shown, count(rest, 'other')] : shown)
  return `has nothing at ${path}; /${directory} holds ${list}`
}

function describe({ type, mode, owner, target, content }: FileExpectation): string {
  const parts = [
    ...(type === undefined ? [] : [`type ${type}`]),
    ...(mode === undefined ? [] : [`mode ${formatMode(mode)}`]),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...(target === undefined ? [] : [`target ${target}`]),
    ...(content === undefined ? [] : [content instanceof RegExp ? `content like ${content}` : 'the given content']),
  ]
  return parts.length === 0 ? '' : ` with ${sentenceList(parts)}`
}
