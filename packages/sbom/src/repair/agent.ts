import type { Agent } from '../component.ts'

/** An agent as SPDX 2.3 §7.5 and §7.6 have it: an organization or a person with a name on one line, or `NOASSERTION`. */
export function repairAgent(agent: Agent | 'NOASSERTION'): Agent | 'NOASSERTION' {
  if (agent === 'NOASSERTION' || agent.type === 'tool') return 'NOASSERTION'
  const name = agent.name
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 1024)
  // A name of nothing but a bracket reads as an e-mail address without a name.
  if (name === '' || name.startsWith('(')) return 'NOASSERTION'
  const email = agent.email?.trim()
  const type = agent.type === 'person' ? 'person' : 'organization'
  return email !== undefined && /^[^\s()@]+@[^\s()@]+$/.test(email) ? { type, name, email } : { type, name }
}
