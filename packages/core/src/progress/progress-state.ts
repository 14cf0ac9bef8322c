import type { BuildEvent } from '../event.ts'

/** How far the build of one architecture has come. */
export interface ArchitectureProgress {
  readonly stage: 'resolving' | 'fetching' | 'installing' | 'packing' | 'done'
  /** Records of the indexes read so far. */
  readonly records: number
  readonly packages: number
  /** Packages fetched so far, and their bytes. */
  readonly fetched: number
  readonly bytes: number
  /** Bytes of all packages. */
  readonly totalBytes: number
  /** The last package that was fetched. */
  readonly latest: string
  readonly layers: number
  /** Bytes of the layers so far. */
  readonly size: number
  readonly digest: string
}

/** How far a build has come, by APK name of the architecture in order of appearance. */
export interface BuildProgress {
  readonly architectures: ReadonlyMap<string, ArchitectureProgress>
  readonly warnings: readonly string[]
}

/** Before the first event. */
export const initialProgress: BuildProgress = { architectures: new Map(), warnings: [] }

const beginning: ArchitectureProgress = {
  stage: 'resolving',
  records: 0,
  packages: 0,
  fetched: 0,
  bytes: 0,
  totalBytes: 0,
  latest: '',
  layers: 0,
  size: 0,
  digest: '',
}

/** The progress after one more event. */
export function advance(progress: BuildProgress, event: BuildEvent): BuildProgress {
  if (event.kind === 'warning') return { ...progress, warnings: [...progress.warnings, event.message] }
  const before = progress.architectures.get(event.arch) ?? beginning
  const architectures = new Map(progress.architectures).set(event.arch, { ...before, ...change(before, event) })
  return { ...progress, architectures }
}

type ArchitectureEvent = Exclude<BuildEvent, { kind: 'warning' }>

function change(before: ArchitectureProgress, event: ArchitectureEvent): Partial<ArchitectureProgress> {
  switch (event.kind) {
    case 'index':
      return { records: before.records + event.records }
    case 'resolved':
      return { stage: 'fetching', packages: event.packages, totalBytes: event.bytes }
    case 'fetched':
      return {
        stage: event.done === event.total ? 'installing' : 'fetching',
        fetched: event.done,
        bytes: before.bytes + event.bytes,
        latest: `${event.name} ${event.version}`,
      }
    case 'installed':
      return { stage: 'packing' }
    case 'layer':
      return { layers: before.layers + 1, size: before.size + event.size }
    case 'image':
      return { stage: 'done', digest: event.digest, layers: event.layers, size: event.size }
  }
}
