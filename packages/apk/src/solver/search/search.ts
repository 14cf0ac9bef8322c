import { ApkError } from '../../error.ts'
import type { Candidate, Requirement } from '../candidate.ts'
import { followSupport } from '../support.ts'
import type { SolverTables } from '../tables.ts'
import { Activity } from './activity.ts'
import type { Clause } from './clause.ts'
import { missingSupport } from './cut.ts'
import { nextChoice, nextPulledIn } from './decide.ts'
import { groundAll, groundChosen, groundWorld } from './ground.ts'
import { groundStandIn, groundSupport } from './ground-support.ts'
import { factsBehind, learn } from './learn.ts'
import { type Compare, chosenCandidates, createProblem, type Problem } from './problem.ts'
import { propagate } from './propagate.ts'
import { reach } from './reach.ts'

/** What bounds and steers a search. */
export interface SearchOptions {
  readonly compare: Compare
  /** Dead ends after which the search gives up. */
  readonly maxConflicts: number
  /** Called now and then; throws to end the search. */
  readonly checkpoint: () => void
}

/** Packages that satisfy the world, in the order in which they were chosen; or clauses that cannot all hold. */
export type Outcome =
  | { readonly chosen: readonly Candidate[]; readonly conflict?: undefined }
  | { readonly chosen?: undefined; readonly conflict: readonly Clause[] }

/**
 * Complete, conflict-driven search (CDCL): choices are made in the order of preference, every dead end teaches a clause, and
 * the search goes back to where that clause would have mattered.
 *
 * @throws ApkError ERR_APK_SOLVER_LIMIT more than `maxConflicts` dead ends
 */
export function search(tables: SolverTables, world: readonly Requirement[], options: SearchOptions): Outcome {
  const problem = createProblem(tables, world, reach(tables, world), options.compare)
  const { trail } = problem
  groundWorld(problem)
  const activity = new Activity()
  let conflicts = 0
  let restartAt = HARD
  let restarts = 0
  for (;;) {
    options.checkpoint()
    const broken = settle(problem)
    if (broken !== undefined) {
      if (++conflicts > options.maxConflicts) throw limitReached(options.maxConflicts)
      const lesson = learn(trail, broken)
      if (lesson === undefined) {
        trail.backtrack(0)
        return { conflict: factsBehind(trail, broken) }
      }
      activity.bump(lesson.clause.derivedFrom)
      trail.backtrack(lesson.level)
      if (conflicts === restartAt) {
        trail.backtrack(0)
        if (restartAt === HARD) {
          groundAll(problem)
          groundSupport(problem)
        }
        restartAt += HARD * luby(++restarts)
      }
      problem.pending.push(lesson.clause)
      continue
    }
    const choice = nextChoice(problem, conflicts < HARD ? undefined : activity)
    if (choice !== undefined) {
      trail.decide(choice)
      continue
    }
    const chosen = chosenCandidates(problem)
    const pulled = nextPulledIn(problem, chosen)
    if (pulled !== undefined) {
      trail.decide(pulled)
      continue
    }
    const support = followSupport(world, chosen)
    const missing = missingSupport(problem, chosen, support)
    if (missing.length === 0) return { chosen: [...support.founded] }
    problem.pending.push(...missing)
  }
}

/** Dead ends from which on a search counts as hard: it starts over now and then, and decides first what it failed on. */
const HARD = 100

/** Draws conclusions, and adds the clauses of what they choose, until nothing changes or a clause is broken. */
function settle(problem: Problem): Clause | undefined {
  const { trail, pending } = problem
  for (;;) {
    const broken = propagate(trail)
    if (broken !== undefined) return broken
    const clause = pending.pop()
    if (clause !== undefined) {
      const met = trail.attach(clause)
      if (met !== undefined) return met
      continue
    }
    const standIn = problem.newStandIns.pop()
    if (standIn !== undefined) groundStandIn(problem, standIn)
    else if (!groundChosen(problem)) return undefined
  }
}

/** 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8 …, the schedule that is best when nothing is known of the search (Luby, Sinclair, Zuckerman). */
function luby(i: number): number {
  let span = 1
  while (span * 2 - 1 < i) span *= 2
  return span * 2 - 1 === i ? span : luby(i - span + 1)
}

function limitReached(limit: number): ApkError {
  return new ApkError(
    'ERR_APK_SOLVER_LIMIT',
    `Solving: no answer after ${limit} dead ends. Name versions in the world to narrow the choice, or raise maxConflicts`,
    { details: { limit } },
  )
}
