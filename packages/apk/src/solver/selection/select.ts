import type { Requirement } from '../candidate.ts'
import type { SolverTables } from '../tables.ts'
import { choose } from './choose.ts'
import { applyNeed } from './constrain.ts'
import { discover, UNTAGGED } from './discover.ts'
import { reconsider } from './reconsider.ts'
import type { Preference, Selection } from './state.ts'
import { Waiting } from './waiting.ts'

/**
 * apk's own selection: greedy, forward-checking, without going back. It may fail although a solution exists; `errors` says
 * whether it did. Source: apk-tools 3 `solver.c`.
 */
export function select(
  tables: SolverTables,
  world: readonly Requirement[],
  preference: Preference,
  checkpoint: () => void,
): Selection {
  const selection: Selection = {
    tables,
    preference,
    names: new Map(),
    packages: new Map(),
    dirty: [],
    waiting: new Waiting(),
    discovered: 0,
    errors: 0,
  }
  for (const requirement of world) discover(selection, requirement.id).named = true
  for (const requirement of world) {
    const tag = requirement.tag === undefined ? UNTAGGED : 1 << Math.max(0, tables.tags.indexOf(requirement.tag))
    applyNeed(selection, { name: selection.names.get(requirement.id)!, requirement }, undefined, tag)
  }
  for (;;) {
    checkpoint()
    propagate(selection)
    const name = selection.waiting.take()
    if (name === undefined) return selection
    choose(selection, name)
  }
}

function propagate(selection: Selection): void {
  const { dirty } = selection
  for (let position = 0; position < dirty.length; position++) {
    const name = dirty[position]!
    name.dirty = false
    if (!name.locked) reconsider(selection, name)
  }
  dirty.length = 0
}
