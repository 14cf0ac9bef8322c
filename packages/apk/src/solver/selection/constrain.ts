import { matches } from '../candidate.ts'
import { UNTAGGED } from './discover.ts'
import type { NameState, Need, Option, PackageState, Selection } from './state.ts'

/** True when the need is met by choosing this option for its name (undefined: by choosing nothing). */
export function isMet(need: Need, option: Option | undefined, by: PackageState | undefined): boolean {
  const { requirement } = need
  if (option === undefined) return requirement.conflict
  if (option.package === by && requirement.conflict) return true
  return matches(requirement, option.provider) !== requirement.conflict
}

/** Second phase, and every later choice: puts one requirement of a package (undefined: of the world) in force. */
export function applyNeed(
  selection: Selection,
  need: Need,
  by: PackageState | undefined,
  tag: number = UNTAGGED,
): void {
  const { name, requirement } = need
  if (!requirement.conflict && ++name.requirers === 1) requirersChanged(selection, name)
  for (const option of name.options) {
    const { package: candidate } = option
    if (isMet(need, option, by)) {
      if (by === undefined) allowForWorld(candidate, tag)
      else inheritTags(candidate, by)
    } else {
      candidate.conflicts++
      if (candidate.selectable) disqualify(selection, candidate)
    }
  }
}

/** Puts all dependencies of a package in force, once. */
export function applyDepends(selection: Selection, chosen: PackageState): void {
  if (chosen.applied) return
  chosen.applied = true
  for (const need of chosen.depends) applyNeed(selection, need, chosen)
}

/** The tag of a world entry is allowed for what it names, and preferred over untagged repositories. */
function allowForWorld(candidate: PackageState, tag: number): void {
  candidate.allowedTags |= tag
  candidate.tagPreferred = (candidate.candidate.tags & tag) !== 0
  if ((candidate.candidate.tags & candidate.allowedTags) !== 0) candidate.tagAllowed = true
}

/** Dependencies, and packages pulled in by `install_if`, may come from where their requirer may come from. */
export function inheritTags(candidate: PackageState, from: PackageState): void {
  candidate.allowedTags |= from.allowedTags
  if ((candidate.candidate.tags & candidate.allowedTags) !== 0) candidate.tagAllowed = true
}

/** The package can no longer be part of the solution. */
export function disqualify(selection: Selection, candidate: PackageState): void {
  candidate.selectable = false
  for (const provision of candidate.candidate.provisions) {
    const name = selection.names.get(provision.name)!
    recheckDependents(selection, name)
    recheckConditionals(selection, name)
    markDirty(selection, name)
  }
}

export function requirersChanged(selection: Selection, name: NameState): void {
  selection.waiting.put(name)
  recheckConditionals(selection, name)
  markDirty(selection, name)
}

export function recheckDependents(selection: Selection, name: NameState): void {
  for (const names of name.dependents) {
    for (const dependent of names) {
      if (dependent.locked || !dependent.seen) continue
      dependent.recheckDepends = true
      markDirty(selection, dependent)
    }
  }
}

export function recheckConditionals(selection: Selection, name: NameState): void {
  for (const conditional of name.conditionals) {
    if (conditional.locked || !conditional.seen) continue
    conditional.recheckInstallIf = true
    markDirty(selection, conditional)
  }
}

/** What nothing requires yet keeps its marks until something does. */
function markDirty(selection: Selection, name: NameState): void {
  if (name.dirty || name.locked || (name.requirers === 0 && !name.recheckInstallIf)) return
  name.dirty = true
  selection.dirty.push(name)
}

/** Whether some choice for its name, made or still possible, meets the need. */
export function canBeMet(need: Need, by: PackageState): boolean {
  const { name } = need
  if (name.locked) return isMet(need, name.chosen, by)
  if (name.requirers === 0 && isMet(need, undefined, by)) return true
  return name.options.some((option) => option.package.selectable && isMet(need, option, by))
}
