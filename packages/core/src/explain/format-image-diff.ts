import { clip, columns, count, sentenceList } from './columns.ts'
import type { FileChange, FileState } from './file-changes.ts'
import type { ArchitectureDiff, ImageDiff } from './image-diff.ts'
import { packageChangeCells } from './package-changes.ts'
import { formatSize, formatSizeChange } from './size.ts'

/** Files listed one by one; the rest is counted. */
const SHOWN_FILES = 25

/** An image diff for a terminal. Files of packages that are listed as changed are counted, all others named. */
export function formatImageDiff(diff: Omit<ImageDiff, 'toString'>): string {
  if (diff.same) return `The images are the same: ${diff.digest.after}`
  const lines = [
    ...diff.archs.removed.map((arch) => `- ${arch} is not built any more`),
    ...diff.archs.added.map((arch) => `+ ${arch} is new`),
  ]
  for (const one of diff.architectures) lines.push(...(lines.length > 0 ? [''] : []), ...formatArchitecture(one))
  return lines.join('\n')
}

function formatArchitecture(diff: ArchitectureDiff): string[] {
  const { arch, packages, files, config, size } = diff
  const parts = [
    ...(packages.length > 0 ? [count(packages.length, 'package')] : []),
    ...(files.length > 0 ? [count(files.length, 'file')] : []),
    ...(config.length > 0 ? [count(config.length, 'setting')] : []),
  ]
  const verb = packages.length + files.length + config.length === 1 ? 'differs' : 'differ'
  const what = parts.length === 0 ? 'nothing differs inside' : `${sentenceList(parts)} ${verb}`
  const change = formatSizeChange(size.after - size.before)
  return [
    `${arch}: ${what}; ${formatSize(size.before)} → ${formatSize(size.after)} (${change})`,
    ...section('Packages', packageLines(diff)),
    ...section('Files', fileLines(diff)),
    ...section('Config', configLines(diff)),
  ]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function packageLines({ packages, sizes }: ArchitectureDiff): string[] {
  const sizeOf = new Map(sizes.map(({ name, before, after }) => [name, after - before]))
  return columns(
    packages.map((change) => [...packageChangeCells(change), formatSizeChange(sizeOf.get(change.name) ?? 0)]),
    { indent: '  ', right: [3] },
  )
}

function fileLines({ files, packages }: ArchitectureDiff): string[] {
  const changed = new Set(packages.map(({ name }) => name))
  const explained = (file: FileChange): boolean => changed.has((file.after ?? file.before)?.package ?? '')
  const timesOnly = (file: FileChange): boolean => file.aspects.length === 1 && file.aspects[0] === 'mtime'
  const named = files.filter((file) => !explained(file) && !timesOnly(file))
  const rest = [
    [named.length - SHOWN_FILES, 'more file'],
    [files.filter((file) => !explained(file) && timesOnly(file)).length, 'file with another date only'],
    [files.filter(explained).length, 'file of the packages above'],
  ] as const
  return [
    ...columns(
      named.slice(0, SHOWN_FILES).map((file) => [fileMark(file), file.path, describeFile(file)]),
      { indent: '  ' },
    ),
    ...rest.filter(([number]) => number > 0).map(([number, what]) => `  and ${plural(number, what)}`),
  ]
}

function plural(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what.replace('file', 'files')}`
}

function fileMark({ kind }: FileChange): string {
  return { added: '+', removed: '-', changed: '~' }[kind]
}

function describeFile({ kind, aspects, before, after }: FileChange): string {
  const state = after ?? before
  if (kind !== 'changed' || before === undefined || after === undefined) return state ? describeState(state) : ''
  const described = aspects.filter((aspect) => aspect !== 'mtime' || aspects.length === 1)
  return described.map((aspect) => describeAspect(aspect, before, after)).join(', ')
}

function describeState({ type, size, mode, target }: FileState): string {
  if (type === 'file') return `${formatMode(mode)}, ${formatSize(size)}`
  return target === undefined ? `${formatMode(mode)}, ${type}` : `→ ${target}`
}

function describeAspect(aspect: FileChange['aspects'][number], before: FileState, after: FileState): string {
  switch (aspect) {
    case 'type':
      return `${before.type} → ${after.type}`
    case 'mode':
      return `mode ${formatMode(before.mode)} → ${formatMode(after.mode)}`
    case 'owner':
      return `owner ${before.uid}:${before.gid} → ${after.uid}:${after.gid}`
    case 'content':
      return before.size === after.size
        ? `content (${formatSize(after.size)})`
        : `content ${formatSize(before.size)} → ${formatSize(after.size)}`
    case 'target':
      return `target ${before.target} → ${after.target}`
    default:
      return aspect
  }
}

/** Permission bits as people write them: `0644`. */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

function configLines({ config }: ArchitectureDiff): string[] {
  const rows = config.map(({ setting, before, after }) => [
    before === undefined ? '+' : after === undefined ? '-' : '~',
    setting,
    [before, after].filter((value) => value !== undefined).join(' → '),
  ])
  return columns(rows, { indent: '  ' }).map((line) => clip(line))
}
