import { type Clause, type Literal, variableOf } from './clause.ts'

/** What is assigned so far, in order, and why; and which clauses watch which literal. */
export class Trail {
  /** 1 true, -1 false, 0 open. */
  readonly #values: number[] = []
  readonly #levels: number[] = []
  readonly #reasons: (Clause | undefined)[] = []
  /** Clauses that watch a literal, to be looked at when it becomes false. */
  readonly watches: Clause[][] = []
  readonly literals: Literal[] = []
  readonly #decisions: number[] = []
  /** How many literals of the trail are propagated. */
  head = 0
  /** For how many literals of the trail the clauses are there. */
  groundedUpTo = 0
  /** For how many literals of the trail all demands are met. */
  metUpTo = 0

  get level(): number {
    return this.#decisions.length
  }

  get variables(): number {
    return this.#values.length
  }

  addVariable(): number {
    this.watches.push([], [])
    this.#levels.push(0)
    this.#reasons.push(undefined)
    return this.#values.push(0) - 1
  }

  /** 1 when the literal holds, -1 when its opposite does, 0 when neither is decided. */
  value(literal: Literal): number {
    const value = this.#values[variableOf(literal)]!
    return (literal & 1) === 0 ? value : -value
  }

  levelOf(literal: Literal): number {
    return this.#levels[variableOf(literal)]!
  }

  reasonOf(literal: Literal): Clause | undefined {
    return this.#reasons[variableOf(literal)]
  }

  assign(literal: Literal, reason: Clause | undefined): void {
    const variable = variableOf(literal)
    this.#values[variable] = (literal & 1) === 0 ? 1 : -1
    this.#levels[variable] = this.level
    this.#reasons[variable] = reason
    this.literals.push(literal)
  }

  decide(literal: Literal): void {
    this.#decisions.push(this.literals.length)
    this.assign(literal, undefined)
  }

  /** Takes back everything above a level. */
  backtrack(level: number): void {
    if (level >= this.level) return
    const length = this.#decisions[level]!
    while (this.literals.length > length) this.#values[variableOf(this.literals.pop()!)] = 0
    this.#decisions.length = level
    this.head = Math.min(this.head, length)
    this.groundedUpTo = Math.min(this.groundedUpTo, length)
    this.metUpTo = 0
  }

  /** Starts watching a clause; returns it when it is already broken. A clause of one literal takes all decisions back. */
  attach(clause: Clause): Clause | undefined {
    const { literals } = clause
    if (literals.length === 0) return clause
    if (literals.length === 1) this.backtrack(0)
    this.#moveForward(literals, 0)
    if (literals.length > 1) {
      this.#moveForward(literals, 1)
      this.watches[literals[0]!]!.push(clause)
      this.watches[literals[1]!]!.push(clause)
    }
    const first = this.value(literals[0]!)
    if (first < 0) return clause
    const unit = literals.length === 1 || this.value(literals[1]!) < 0
    if (first === 0 && unit) this.assign(literals[0]!, clause)
    return undefined
  }

  /** Brings the literal that is best to watch to a position: one not false, else the one made false last. */
  #moveForward(literals: Literal[], position: number): void {
    let best = position
    for (let i = position + 1; i < literals.length; i++)
      if (this.#watchRank(literals[i]!) > this.#watchRank(literals[best]!)) best = i
    const literal = literals[best]!
    literals[best] = literals[position]!
    literals[position] = literal
  }

  #watchRank(literal: Literal): number {
    return this.value(literal) >= 0 ? Number.MAX_SAFE_INTEGER : this.levelOf(literal)
  }
}
