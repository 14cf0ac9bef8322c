import type { Candidate, NameId, Provider, Requirement } from '../candidate.ts'
import type { SolverTables } from '../tables.ts'
import type { Asking } from './askers.ts'
import { type Clause, clauseOf, type Literal, negate } from './clause.ts'
import { Trail } from './trail.ts'

/** Better first; the requirement is the one that the two providers compete for. */
export type Compare = (a: Provider, b: Provider, requirement: Requirement, fromWorld: boolean) => number

/** A requirement, with the choices that it leaves, best first. */
export interface Demand {
  /** Holds when the requirement is in force; undefined for the world. */
  readonly inForce: Literal | undefined
  readonly choices: readonly Literal[]
}

/**
 * A package that provides a name only without version and priority. It meets a requirement when something asks for the package
 * itself, or, except for the world, when its `install_if` pulls it in.
 */
export interface StandIn {
  readonly candidate: Candidate
  readonly forWorld: boolean
  readonly literal: Literal
}

/** A world, as clauses over the packages that it can reach. Clauses are added as packages are chosen. */
export interface Problem {
  readonly tables: SolverTables
  readonly world: readonly Requirement[]
  readonly reached: ReadonlyMap<Candidate, number>
  readonly compare: Compare
  readonly trail: Trail
  readonly literals: Map<Candidate, Literal>
  /** By variable; undefined for a variable that says a package may stand in for a mere name. */
  readonly candidates: (Candidate | undefined)[]
  readonly standIns: StandIn[]
  /** Those of them whose support is not yet put in clauses. */
  readonly newStandIns: StandIn[]
  readonly demandsOfWorld: Demand[]
  /** By the literal that puts them in force. */
  readonly demandsOf: Map<Literal, Demand[]>
  /** Demands for the support that was found missing last; decided only when nothing else is open. */
  readonly supportDemands: Demand[]
  /** Positive requirements of all reached packages by name; empty until needed. */
  readonly askers: Map<NameId, Asking[]>
  /** Clauses that the trail does not know yet. */
  readonly pending: Clause[]
  readonly grounded: Set<Candidate>
}

export function createProblem(
  tables: SolverTables,
  world: readonly Requirement[],
  reached: ReadonlyMap<Candidate, number>,
  compare: Compare,
): Problem {
  return {
    tables,
    world,
    reached,
    compare,
    trail: new Trail(),
    literals: new Map(),
    candidates: [],
    standIns: [],
    newStandIns: [],
    demandsOfWorld: [],
    demandsOf: new Map(),
    supportDemands: [],
    askers: new Map(),
    pending: [],
    grounded: new Set(),
  }
}

/** The literal "this package is chosen". */
export function literalOf(problem: Problem, candidate: Candidate): Literal {
  let literal = problem.literals.get(candidate)
  if (literal === undefined) {
    literal = addVariable(problem, candidate)
    problem.literals.set(candidate, literal)
  }
  return literal
}

/** The literal "this package is chosen, and there for another reason than the name that it merely provides". */
export function standInLiteral(problem: Problem, candidate: Candidate, forWorld: boolean): Literal {
  const known = problem.standIns.find((standIn) => standIn.candidate === candidate && standIn.forWorld === forWorld)
  if (known !== undefined) return known.literal
  const literal = addVariable(problem, undefined)
  const standIn: StandIn = { candidate, forWorld, literal }
  problem.standIns.push(standIn)
  problem.pending.push(clauseOf({ kind: 'unselected', candidate }, [negate(literal), literalOf(problem, candidate)]))
  problem.newStandIns.push(standIn)
  return literal
}

export function addDemand(problem: Problem, demand: Demand): void {
  const { inForce } = demand
  if (inForce === undefined) {
    problem.demandsOfWorld.push(demand)
    return
  }
  const known = problem.demandsOf.get(inForce)
  if (known === undefined) problem.demandsOf.set(inForce, [demand])
  else known.push(demand)
}

function addVariable(problem: Problem, candidate: Candidate | undefined): Literal {
  problem.candidates.push(candidate)
  return problem.trail.addVariable() << 1
}

/** Packages chosen so far, in the order in which they were. */
export function chosenCandidates(problem: Problem): Candidate[] {
  const chosen: Candidate[] = []
  for (const literal of problem.trail.literals) {
    const candidate = (literal & 1) === 0 ? problem.candidates[literal >> 1] : undefined
    if (candidate !== undefined) chosen.push(candidate)
  }
  return chosen
}
