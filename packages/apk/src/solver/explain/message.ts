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
  for (const [i, paragraph] of paragraphs.entries()) {
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

/** One paragraph for each obstacle; names that do not exist share one, and so do requests that fail for one reason. */
function obstacles(conflicts: readonly Conflict[]): string[][] {
  const missing = conflicts.filter(isMissingName)
  const paragraphs: string[][] = []
  if (missing.length > 1) paragraphs.push(missingNames(missing))
  const told = new Map<string, Conflict[]>()
  for (const conflict of conflicts) {
    if (missing.length > 1 && missing.includes(conflict)) continue
    const cause = JSON.stringify([conflict.category, conflict.suggestions, conflict.facts.at(-1)?.kind])
    told.set(cause, [...(told.get(cause) ?? []), conflict])
  }
  for (const [first, ...alike] of told.values()) paragraphs.push(paragraph(first!, alike))
  return paragraphs
}

function isMissingName({ category, facts }: Conflict): boolean {
  return category === 'no-such-package' && facts.length === 1 && facts[0]!.kind === 'world'
}

function missingNames(missing: readonly Conflict[]): string[] {
  const meant = missing.filter(({ suggestions }) => suggestions.some((sentence) => sentence.startsWith('Did you mean')))
  const lines = [`  Nothing is named ${list(missing.flatMap(askedFor))}.`]
  for (const conflict of meant.slice(0, 3))
    lines.push(`  For ${askedFor(conflict)[0]}: ${conflict.suggestions.join(' ')}`)
  if (meant.length < missing.length) lines.push('  Add a repository that has them, or leave them out.')
  return lines
}

function paragraph(conflict: Conflict, alike: readonly Conflict[]): string[] {
  const sentences = describeConflict(conflict)
  const shown = sentences.slice(0, sentences.length > MAX_FACTS ? MAX_FACTS - 1 : MAX_FACTS)
  if (shown.length < sentences.length)
    shown.push(`and ${sentences.length - shown.length} further facts, listed in details.conflicts.`)
  const lines = shown.map((sentence, i) => `  ${i + 1}. ${sentence}`)
  if (alike.length > 0) lines.push(`  The same goes for ${list(alike.flatMap(askedFor))}.`)
  lines.push(`  ${conflict.suggestions.join(' ')}`)
  return lines
}

function askedFor({ facts }: Conflict): string[] {
  return facts.flatMap((fact) => (fact.kind === 'world' ? [fact.requirement] : []))
}
