import type { Candidate, NameId, Requirement } from '../candidate.ts'
import type { NameState, Need, PackageState, Selection } from './state.ts'

/**
 * First phase: all names that can be reached from one through dependencies, provided names and `install_if`, depth first,
 * each numbered after what it depends on. The walk keeps its own stack, for chains are as long as an index wants them.
 */
export function discover(selection: Selection, root: NameId): NameState {
  const start = nameState(selection, root)
  const stack: Frame[] = []
  enter(selection, start, stack)
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!
    const next = frame.below[frame.position++]
    if (next !== undefined) enter(selection, next, stack)
    else {
      frame.name.order = ++selection.discovered
      stack.pop()
    }
  }
  return start
}

interface Frame {
  readonly name: NameState
  readonly below: readonly NameState[]
  position: number
}

function enter(selection: Selection, name: NameState, stack: Frame[]): void {
  if (name.seen) return
  name.seen = true
  stack.push({ name, below: namesBelow(selection, name), position: 0 })
}

/** In this order: what the providers need, what they provide, and what the name may pull in. */
function namesBelow(selection: Selection, name: NameState): NameState[] {
  const { tables } = selection
  const below: NameState[] = []
  for (const provider of tables.providers(name.id)) {
    const known = selection.packages.get(provider.candidate.id)
    const state = known ?? reach(selection, provider.candidate)
    name.options.push({ name, package: state, provider })
    if (state.name === name) name.borne = true
    if (known === undefined) for (const need of state.depends) below.push(need.name)
  }
  for (const option of name.options) {
    for (const provision of option.package.candidate.provisions) below.push(nameState(selection, provision.name))
  }
  for (const candidate of tables.conditionalCandidates(name.id)) below.push(...pulledInBy(selection, candidate))
  return below
}

/**
 * Names of a package with an `install_if`, once all names that must be present for it are reached; before that it cannot be
 * pulled in, and apk's longer way round to it would change nothing.
 */
function pulledInBy(selection: Selection, candidate: Candidate): NameState[] {
  const conditions = needs(selection, candidate.installIf)
  const present = conditions.filter((need) => !need.requirement.conflict)
  if (present.length === 0 || !present.every((need) => need.name.seen)) return []
  const pulled = candidate.provisions.map((provision) => nameState(selection, provision.name))
  for (const { name } of conditions) for (const conditional of pulled) name.conditionals.add(conditional)
  return pulled
}

function reach(selection: Selection, candidate: Candidate): PackageState {
  const name = nameState(selection, candidate.name)
  const tagAllowed = (candidate.tags & UNTAGGED) !== 0
  const state: PackageState = {
    candidate,
    name,
    depends: needs(selection, candidate.depends),
    installIf: needs(selection, candidate.installIf),
    selectable: candidate.uninstallable === undefined,
    conflicts: 0,
    applied: false,
    wanted: false,
    inMergeGroup: false,
    usedInMerge: false,
    triggered: false,
    ruledOut: candidate.installIf.length === 0,
    tagAllowed,
    tagPreferred: tagAllowed,
    allowedTags: UNTAGGED,
  }
  selection.packages.set(candidate.id, state)
  const names = candidate.provisions.map((provision) => nameState(selection, provision.name))
  for (const need of state.depends) need.name.dependents.push(names)
  return state
}

/** Bit of the repositories without a tag. */
export const UNTAGGED = 1

function needs(selection: Selection, requirements: readonly Requirement[]): Need[] {
  return requirements.map((requirement) => ({ name: nameState(selection, requirement.id), requirement }))
}

/** The state of a name, made when it is first met. */
export function nameState(selection: Selection, id: NameId): NameState {
  let state = selection.names.get(id)
  if (state === undefined) {
    state = {
      id,
      text: selection.tables.names.text(id),
      seen: false,
      order: 0,
      options: [],
      dependents: [],
      conditionals: new Set(),
      borne: false,
      waitingAs: -1,
      named: false,
      requirers: 0,
      locked: false,
      chosen: undefined,
      triggered: false,
      decideAnyway: false,
      hasOptions: false,
      hasSelectable: false,
      resolveNow: false,
      dirty: false,
      recheckDepends: false,
      recheckInstallIf: false,
      merged: 0,
    }
    selection.names.set(id, state)
  }
  return state
}
