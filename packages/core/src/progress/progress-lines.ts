import { clip, count } from '../explain/columns.ts'
import { formatSize } from '../explain/size.ts'
import type { ArchitectureProgress, BuildProgress } from './progress-state.ts'

const BAR = 20
const SHOWN_WARNINGS = 5

/** Progress as lines for a terminal, one an architecture, and the warnings below. */
export function progressLines({ architectures, warnings }: BuildProgress, width: number): string[] {
  const column = Math.max(0, ...[...architectures.keys()].map((arch) => arch.length))
  const lines = [...architectures].map(([arch, one]) => {
    const share = one.stage === 'resolving' ? 0 : one.packages === 0 ? 1 : one.fetched / one.packages
    return `${one.stage === 'done' ? '✓' : ' '} ${arch.padEnd(column)}  ${bar(share)}  ${describe(one)}`
  })
  const rest = warnings.length - SHOWN_WARNINGS
  const shown = warnings.slice(0, SHOWN_WARNINGS).map((warning) => `! ${warning}`)
  const all = [...lines, ...shown, ...(rest > 0 ? [`! and ${count(rest, 'more warning')}`] : [])]
  return all.map((line) => clip(line.trimEnd(), width))
}

function bar(share: number): string {
  const full = Math.round(share * BAR)
  return `${'━'.repeat(full)}${'┄'.repeat(BAR - full)}`
}

function describe(one: ArchitectureProgress): string {
  switch (one.stage) {
    case 'resolving':
      return `resolving among ${one.records} packages`
    case 'fetching':
      return `${one.fetched}/${one.packages}  ${formatSize(one.bytes)} of ${formatSize(one.totalBytes)}  ${one.latest}`
    case 'installing':
      return `installing ${count(one.packages, 'package')}`
    case 'packing':
      return one.layers === 0 ? 'packing' : `packed ${count(one.layers, 'layer')}, ${formatSize(one.size)}`
    case 'done':
      return `${count(one.layers, 'layer')}, ${formatSize(one.size)}  ${one.digest.slice(0, 19)}`
  }
}
