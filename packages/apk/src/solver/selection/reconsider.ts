import { isStrong, owns } from '../candidate.ts'
import { applyDepends, canBeMet, disqualify, inheritTags, isMet, requirersChanged } from './constrain.ts'
import type { NameState, PackageState, Selection } from './state.ts'

/** Third phase, one name: drops what has become impossible, and requires what all remaining candidates require. */
export function reconsider(selection: Selection, name: NameState): void {
  const { recheckDepends, recheckInstallIf } = name
  name.recheckDepends = false
  name.recheckInstallIf = false

  const remaining: PackageState[] = []
  let selectable = false
  let triggered = false
  let foreignTag = false
  for (const option of name.options) {
    const candidate = option.package
    if (recheckDepends && candidate.selectable && !candidate.depends.every((need) => canBeMet(need, candidate))) {
      disqualify(selection, candidate)
    }
    candidate.inMergeGroup = false
    if (!candidate.selectable) continue
    if (recheckInstallIf) recheckConditions(selection, candidate)
    triggered ||= candidate.triggered
    selectable ||= isStrong(option.provider)
    if (name.requirers === 0) continue
    foreignTag ||= !candidate.tagAllowed
    if (!remaining.includes(candidate)) {
      candidate.inMergeGroup = true
      remaining.push(candidate)
    }
  }
  name.triggered = triggered
  name.hasSelectable = selectable
  name.hasOptions = remaining.length > 1 || foreignTag
  if (remaining.length > 0) for (const option of name.options) option.package.usedInMerge = option.package.inMergeGroup
  if (remaining.length === 1) {
    remaining[0]!.wanted ||= selectable
    applyDepends(selection, remaining[0]!)
  } else if (remaining.length > 1) {
    requireCommonDepends(selection, remaining)
    excludeRivals(selection, name, remaining)
  }
  name.resolveNow = remaining.length === 1 && !foreignTag && dependentsDecided(name)
  if (name.requirers > 0 || triggered || name.decideAnyway) selection.waiting.put(name)
  else selection.waiting.drop(name)
}

/** `install_if`: needs something present to be pulled in by; triggered when every condition is decided and met, ruled out when one is decided against. */
function recheckConditions(selection: Selection, candidate: PackageState): void {
  if (candidate.triggered || candidate.installIf.every((need) => need.requirement.conflict)) return
  let undecided = false
  for (const need of candidate.installIf) {
    if (!need.name.locked) {
      undecided = true
      break
    }
    if (!isMet(need, need.name.chosen, candidate)) {
      candidate.ruledOut = true
      return
    }
  }
  if (undecided) {
    for (const need of candidate.installIf) if (need.requirement.conflict) decideAnyway(selection, need.name)
    return
  }
  candidate.triggered = true
  for (const need of candidate.installIf) {
    if (need.name.chosen !== undefined) inheritTags(candidate, need.name.chosen.package)
  }
}

/** No condition may be left undecided: a name in a negative condition is decided, if only on its absence. */
function decideAnyway(selection: Selection, name: NameState): void {
  if (name.locked || name.decideAnyway) return
  name.decideAnyway = true
  selection.waiting.put(name)
}

/** A name that all candidates depend on is required already now; the versions they ask for are not merged. */
function requireCommonDepends(selection: Selection, candidates: readonly PackageState[]): void {
  candidates.forEach((candidate, index) => {
    for (const { name, requirement } of candidate.depends) {
      if (!requirement.conflict && name.merged === index) name.merged++
    }
  })
  for (const { name } of candidates[0]!.depends) {
    if (name.merged === candidates.length && name.requirers === 0) {
      name.requirers++
      requirersChanged(selection, name)
    }
    name.merged = 0
  }
}

/** What all candidates own besides this name, no other package can own. */
function excludeRivals(selection: Selection, required: NameState, candidates: readonly PackageState[]): void {
  candidates.forEach((candidate, index) => {
    for (const provision of candidate.candidate.provisions) {
      const name = selection.names.get(provision.name)!
      if (owns(provision) && name.merged === index) name.merged++
    }
  })
  const shared: NameState[] = []
  for (const provision of candidates[0]!.candidate.provisions) {
    const name = selection.names.get(provision.name)!
    if (name !== required && name.merged === candidates.length) shared.push(name)
    name.merged = 0
  }
  for (const name of shared) {
    for (const rival of name.options) {
      if (rival.package.selectable && !candidates.includes(rival.package)) disqualify(selection, rival.package)
    }
  }
}

function dependentsDecided(name: NameState): boolean {
  return name.dependents.every((names) =>
    names.every(
      (dependent) => dependent.locked || !dependent.seen || (dependent.requirers === 0 && !dependent.triggered),
    ),
  )
}
