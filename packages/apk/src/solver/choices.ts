import { type Candidate, type NameId, owns, type Provider } from './candidate.ts'
import type { Choices } from './install-order.ts'

/** Who stands for each name among chosen packages: its owner, else the provider of the highest priority. */
export function choicesOf(chosen: readonly Candidate[]): Choices {
  const choices = new Map<NameId, Provider>()
  for (const candidate of chosen) {
    for (const provider of candidate.provisions) {
      const current = choices.get(provider.name)
      if (current === undefined || outranks(provider, current)) choices.set(provider.name, provider)
    }
  }
  return choices
}

function outranks(a: Provider, b: Provider): boolean {
  if (owns(a) !== owns(b)) return owns(a)
  return a.candidate.record.providerPriority > b.candidate.record.providerPriority
}
