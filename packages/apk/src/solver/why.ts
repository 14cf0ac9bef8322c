import { ApkError } from '../error.ts'
import { editDistance } from './explain/nearest.ts'
import type { Reason, SolvedPackage } from './solution.ts'

/** Why a package is part of a solution. */
export interface Why {
  readonly name: string
  readonly version: string
  /** Shortest chain that starts in the world and ends at the package. */
  readonly chain: readonly Step[]
  /** Everybody who asks for the package. */
  readonly requiredBy: readonly Reason[]
  /** The same for people, several lines. */
  toString(): string
}

/** One link of a chain: `from` asks, by `requirement`, for `name`. */
export interface Step extends Reason {
  readonly name: string
  readonly version: string
}

/**
 * @throws ApkError ERR_APK_NOT_IN_SOLUTION nothing in the solution bears or provides the name
 */
export function why(
  packages: readonly SolvedPackage[],
  find: (name: string) => SolvedPackage | undefined,
  name: string,
): Why {
  const target = find(name)
  if (target === undefined) {
    throw new ApkError(
      'ERR_APK_NOT_IN_SOLUTION',
      `Explaining ${name}: the solution has no package of that name, and none that provides it. ${advice(packages, name)}`,
      { details: { name } },
    )
  }
  const chain = shortestChain(packages, target)
  const { name: found, version, reasons: requiredBy } = target
  return { name: found, version, chain, requiredBy, toString: () => describeWhy(name, target, chain) }
}

/** Fewest edits first; a name may be off by a third of its letters. */
function advice(packages: readonly SolvedPackage[], name: string): string {
  const reach = Math.ceil(name.length / 3)
  const near = packages
    .map((solved) => ({ name: solved.name, distance: editDistance(name, solved.name, reach) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance)
  return near[0] === undefined ? `Ask for one of its ${packages.length} packages` : `Did you mean ${near[0].name}?`
}

/** Breadth first from the package to the world; among equally short chains the one whose reasons come first. */
function shortestChain(packages: readonly SolvedPackage[], target: SolvedPackage): Step[] {
  const byName = new Map(packages.map((solved) => [solved.name, solved]))
  const downwards = new Map<SolvedPackage, { reason: Reason; next: SolvedPackage | undefined }>()
  const queue: SolvedPackage[] = [target]
  const seen = new Set(queue)
  for (const solved of queue) {
    const fromWorld = solved.reasons.find((reason) => reason.from === undefined)
    if (fromWorld !== undefined) return followDown(solved, fromWorld, downwards)
    for (const reason of solved.reasons) {
      const asking = byName.get(reason.from!)
      if (asking === undefined || seen.has(asking)) continue
      seen.add(asking)
      downwards.set(asking, { reason, next: solved })
      queue.push(asking)
    }
  }
  return []
}

function followDown(
  top: SolvedPackage,
  fromWorld: Reason,
  downwards: ReadonlyMap<SolvedPackage, { reason: Reason; next: SolvedPackage | undefined }>,
): Step[] {
  const chain: Step[] = [{ ...fromWorld, name: top.name, version: top.version }]
  for (let link = downwards.get(top); link?.next !== undefined; link = downwards.get(link.next)) {
    chain.push({ ...link.reason, name: link.next.name, version: link.next.version })
  }
  return chain
}

const SHOWN_REQUIRERS = 8

function describeWhy(asked: string, target: SolvedPackage, chain: readonly Step[]): string {
  const label = `${target.name} ${target.version}`
  const lines = [
    asked === target.name ? `${label} is there because:` : `${label} provides ${asked} and is there because:`,
  ]
  chain.forEach((step, depth) => {
    lines.push(`${'  '.repeat(depth + 1)}${describeStep(step)}`)
  })
  const others = target.reasons.filter(({ kind, from }) => kind === 'depends' && from !== chain.at(-1)?.from)
  if (others.length > 0) {
    const names = [...new Set(others.map((reason) => reason.from!))]
    const more = names.length > SHOWN_REQUIRERS ? ` and ${names.length - SHOWN_REQUIRERS} more` : ''
    lines.push(`Also asked for by ${names.slice(0, SHOWN_REQUIRERS).join(', ')}${more}.`)
  }
  return lines.join('\n')
}

function describeStep(step: Step): string {
  const label = `${step.name} ${step.version}`
  if (step.from === undefined)
    return step.requirement === step.name
      ? `you asked for ${label}`
      : `you asked for ${step.requirement}, which is ${label}`
  if (step.kind === 'install_if')
    return `${step.from} is there, which brings ${label} along (install_if ${step.requirement})`
  return step.requirement === step.name
    ? `${step.from} depends on ${label}`
    : `${step.from} depends on ${step.requirement}, which is ${label}`
}
