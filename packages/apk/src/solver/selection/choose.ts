import { isStrong, owns } from '../candidate.ts'
import { applyDepends, disqualify, recheckConditionals, recheckDependents } from './constrain.ts'
import { compareOptions } from './prefer.ts'
import type { NameState, Option, Selection } from './state.ts'

/** Fourth phase, one name: takes its best provider, locks every name that this provides, and puts its dependencies in force. */
export function choose(selection: Selection, name: NameState): void {
  const best = name.requirers > 0 || name.triggered ? bestOption(selection, name) : undefined
  if (best === undefined) {
    if (name.requirers > 0) selection.errors++
    lock(selection, name, undefined)
    return
  }
  const { package: chosen } = best
  if (!chosen.selectable || !chosen.tagAllowed) selection.errors++
  for (const provider of chosen.candidate.provisions) {
    const provided = selection.names.get(provider.name)!
    lock(selection, provided, { name: provided, package: chosen, provider })
  }
  applyDepends(selection, chosen)
}

function bestOption(selection: Selection, name: NameState): Option | undefined {
  let best: Option | undefined
  for (const option of name.options) {
    const candidate = option.package
    if (name.requirers === 0 && !(candidate.triggered && candidate.tagAllowed && candidate.selectable)) continue
    if (!mayStandFor(option)) continue
    if (best === undefined || compareOptions(selection, option, best) > 0) best = option
  }
  return best
}

/** A name that is provided without version is no reason to take the package, unless it declares a priority. */
function mayStandFor(option: Option): boolean {
  const { package: candidate, provider } = option
  return isStrong(provider) || candidate.wanted || candidate.name.requirers > 0
}

function lock(selection: Selection, name: NameState, option: Option | undefined): void {
  if (name.locked) {
    const both = name.chosen !== undefined && option !== undefined
    if (both && !owns(name.chosen!.provider) && !owns(option!.provider)) return
    selection.errors++
    return
  }
  name.locked = true
  name.chosen = option
  selection.waiting.drop(name)
  for (const rival of name.options) {
    if (rival.package === option?.package || !rival.package.selectable) continue
    if (option !== undefined && !owns(option.provider) && !owns(rival.provider)) continue
    disqualify(selection, rival.package)
  }
  recheckDependents(selection, name)
  recheckConditionals(selection, name)
}
