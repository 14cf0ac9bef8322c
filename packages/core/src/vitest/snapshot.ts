import type { BuiltImage } from '../build/built-image.ts'
import { columns } from '../explain/columns.ts'
import { configSettings } from '../explain/config-changes.ts'
import { fileState } from '../explain/file-changes.ts'
import { formatMode } from '../explain/format-image-diff.ts'
import type { Plan } from '../plan/plan.ts'
import { isBuiltImage, isPlan } from './subject.ts'

/** What a snapshot shows beside the calm parts. */
export interface SnapshotOptions {
  /** Digests of images and layers, checksums of packages. */
  readonly digests?: boolean
  /** Every path of an image with its mode and owner. */
  readonly files?: boolean
}

/** A plan or image about to be compared with a snapshot, and what is wanted of it. */
class Detailed {
  readonly value: Plan | BuiltImage
  readonly options: SnapshotOptions

  constructor(value: Plan | BuiltImage, options: SnapshotOptions) {
    this.value = value
    this.options = options
  }
}

/**
 * Shows more of a plan or image in a snapshot: `expect(detailed(built, { files: true })).toMatchSnapshot()`.
 * Without it, a snapshot says what was decided, sorted, and no digest.
 *
 * @param options default digests and files
 */
export function detailed(value: Plan | BuiltImage, options: SnapshotOptions = { digests: true, files: true }): object {
  return new Detailed(value, options)
}

/** Writes plans and images into snapshots. */
export const snapshotSerializer: { test(value: unknown): boolean; serialize(value: unknown): string } = {
  test: (value) => value instanceof Detailed || isPlan(value) || isBuiltImage(value),
  serialize: (value) => {
    const { value: shown, options } = value instanceof Detailed ? value : { value, options: {} }
    if (isPlan(shown)) return planText(shown, options)
    return isBuiltImage(shown) ? imageText(shown, options) : ''
  },
}

function planText(plan: Plan, options: SnapshotOptions): string {
  return ['Plan', ...byArchitecture(plan.archs, (arch) => packageLines(plan, arch, options))].join('\n')
}

function imageText(built: BuiltImage, options: SnapshotOptions): string {
  const digest = options.digests ? ` ${built.digest}` : ''
  return [`Image${digest}`, ...byArchitecture(built.archs, (arch) => imageLines(built, arch, options))].join('\n')
}

// Architectures of which the same is to be said stand together.
function byArchitecture(archs: readonly string[], linesOf: (arch: string) => string[]): string[] {
  const groups = Map.groupBy([...archs].sort(), (arch) => linesOf(arch).join('\n'))
  return [...groups].map(([text, names]) => `${names.join(', ')}\n${text}`)
}

function packageLines(plan: Plan, arch: string, { digests }: SnapshotOptions): string[] {
  const rows = plan.packages(arch).map(({ name, version, tag, record }) => {
    return [name, tag === undefined ? version : `${version} @${tag}`, ...(digests ? [record.checksum] : [])]
  })
  return columns(rows.sort(byFirst), { indent: '  ' })
}

function imageLines(built: BuiltImage, arch: string, options: SnapshotOptions): string[] {
  const image = built.arch(arch)
  const settings = [...configSettings(image.config)].filter(([name]) => options.digests || name !== 'created')
  const layers = image.layers.map(({ digest }) => `    ${digest}`)
  return [
    '  config',
    ...columns(settings.filter(([name]) => name !== 'platform').sort(byFirst), { indent: '    ' }),
    '  packages',
    ...packageLines(built.plan, arch, options).map((line) => `  ${line}`),
    ...(options.digests ? ['  layers', ...layers] : []),
    ...(options.files ? ['  files', ...fileLines(built, arch)] : []),
  ]
}

function fileLines(built: BuiltImage, arch: string): string[] {
  const image = built.arch(arch)
  const rows = [...image.rootfs.walk()].map(([path, node]) => {
    const { type, mode, uid, gid, target } = fileState(node, image)
    const arrow = target === undefined ? '' : ` → ${target}`
    return [formatMode(mode), `${uid}:${gid}`, `/${path}${type === 'directory' ? '/' : ''}${arrow}`]
  })
  return columns(rows, { indent: '    ' })
}

function byFirst([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
