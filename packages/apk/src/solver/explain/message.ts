import type { SolverTables } from '../tables.ts'
import type { Conflict } from './conflict.ts'
import { describeConflict, list } from './describe.ts'

const MAX_FACTS = 7
const MAX_LINES = 10

/** The message of a failed solve: every obstacle in numbered sentences, and what to do about it. */
export function explanation(tables: SolverTables, conflicts: readonly Conflict[]): string {
  const repositories = list(tables.repositories.map(({ name }) => name)) || 'no repository'
  const lines = [`Choosing packages for ${tables.arch} from ${repositories}: the request cannot be met.`]
  const paragraphs = obstacles(conflicts)
  let facts = 0
  for (const [i, { sentences, advice }] of paragraphs.entries()) {
    const paragraph = [
      ...sentences.map((sentence) => `  ${++facts}. ${sentence}`),
      ...advice.map((sentence) => `  -> ${sentence}`),
    ]
    if (i > 0 && lines.length + paragraph.length > MAX_LINES) {
      const more = paragraphs.length - i
      lines.push(
        `There ${more === 1 ? 'is one more obstacle' : `are ${more} more obstacles`}, listed in details.conflicts.`,
      )
      break
    }
    lines.push(...paragraph)
  }
  return lines.join('\n')
}

/** An obstacle: what stands in the way, and what to do about it. */
interface Paragraph {
  readonly sentences: readonly string[]
  readonly advice: readonly string[]
}

/** One paragraph for each obstacle; names that do not exist share one, and so do requests that fail for one reason. */
function obstacles(conflicts: readonly Conflict[]): Paragraph[] {
  const missing = conflicts.filter(isMissingName)
  const paragraphs: Paragraph[] = []
  if (missing.length > 1) paragraphs.push(missingNames(missing))
  const told = new Map<string, Conflict[]>()
  for (const conflict of conflicts) {
    if (missing.length > 1 && missing.includes(conflict)) continue
    const cause = JSON.stringify([conflict.category, conflict.suggestions, conflict.facts.at(-1)?.kind])
    told.set(cause, [...(told.get(cause) ?? []), conflict])
  }
  for (const [first, ...alike] of told.values()) paragraphs.push(paragraphOf(first!, alike))
  return paragraphs
}

function isMissingName({ category, facts }: Conflict): boolean {
  return category === 'no-such-package' && facts.length === 1 && facts[0]!.kind === 'world'
}

const SHOWN_GUESSES = 3

function missingNames(missing: readonly Conflict[]): Paragraph {
  const guessed = missing.filter(({ suggestions }) =>
    suggestions.some((sentence) => sentence.startsWith('Did you mean')),
  )
  const advice = guessed
    .slice(0, SHOWN_GUESSES)
    .map((conflict) => `${askedFor(conflict)[0]}: ${conflict.suggestions.join(' ')}`)
  if (guessed.length < missing.length) advice.push('Add a repository that has them, or leave them out.')
  return {
    sentences: [`You asked for ${list(missing.flatMap(askedFor).sort())}, but nothing of these names exists.`],
    advice,
  }
}

function paragraphOf(conflict: Conflict, alike: readonly Conflict[]): Paragraph {
  const sentences = describeConflict(conflict)
  const shown = sentences.slice(0, sentences.length > MAX_FACTS ? MAX_FACTS - 1 : MAX_FACTS)
  if (shown.length < sentences.length)
    shown.push(`And ${sentences.length - shown.length} further facts, listed in details.conflicts.`)
  if (alike.length > 0) shown.push(`The same goes for ${list(alike.flatMap(askedFor))}.`)
  return { sentences: shown, advice: [conflict.suggestions.join(' ')] }
}

function askedFor({ facts }: Conflict): string[] {
  return facts.flatMap((fact) => (fact.kind === 'world' ? [fact.requirement] : []))
}
