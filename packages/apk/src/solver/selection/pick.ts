import type { NameState, Selection } from './state.ts'

/**
 * The name to decide next, taken off the waiting list. First those with one option left whose dependents are all decided,
 * first come first served; then those with a provider that may be taken unasked; then the rest. Within the latter two, what
 * the world names, then names that a package bears, then the later discovered, so that dependents precede dependencies.
 */
export function pick(selection: Selection): NameState | undefined {
  let best: NameState | undefined
  for (const name of selection.pending) {
    if (name.resolveNow && name.requirers > 0) {
      best = name
      break
    }
    if (best === undefined || precedes(name, best)) best = name
  }
  if (best !== undefined) selection.pending.delete(best)
  return best
}

function precedes(a: NameState, b: NameState): boolean {
  const rank =
    Number(a.hasSelectable) - Number(b.hasSelectable) ||
    Number(a.named) - Number(b.named) ||
    Number(bearsName(a)) - Number(bearsName(b))
  return rank === 0 ? a.order > b.order : rank > 0
}

function bearsName(name: NameState): boolean {
  return name.options.some((option) => option.package.name === name)
}
