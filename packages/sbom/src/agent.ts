import type { Agent } from './component.ts'

const PREFIXES = { 'Organization: ': 'organization', 'Person: ': 'person', 'Tool: ': 'tool' } as const

/** The words SPDX 2.3 (§6.8, §7.5) has for an agent: `Organization: Wolfi`, `Person: A (a@b.c)`, `Tool: nacre-1.0`. */
export function formatAgent(agent: Agent | 'NOASSERTION'): string {
  if (agent === 'NOASSERTION') return agent
  const name = agent.email === undefined ? agent.name : `${agent.name} (${agent.email})`
  if (agent.type === 'organization') return `Organization: ${name}`
  if (agent.type === 'person') return `Person: ${name}`
  if (agent.type === 'tool') return `Tool: ${name}`
  return name
}

/** Reads what {@link formatAgent} writes, without loss: text of another form becomes an agent of type `unknown`. */
export function parseAgent(text: string): Agent | 'NOASSERTION' {
  if (text === 'NOASSERTION') return text
  for (const [prefix, type] of Object.entries(PREFIXES)) {
    if (!text.startsWith(prefix)) continue
    const rest = text.slice(prefix.length)
    if (type === 'tool') return { type, name: rest }
    const open = rest.endsWith(')') ? rest.lastIndexOf(' (') : -1
    const email = open > 0 ? rest.slice(open + 2, -1) : ''
    return email.includes('@') ? { type, name: rest.slice(0, open), email } : { type, name: rest }
  }
  return { type: 'unknown', name: text }
}

/** Reads a maintainer of a package: `Name <mail@host>` is a person, a bare name an organization. */
export function parseAddress(text: string): Agent {
  const match = /^\s*([^<]*?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(text)
  if (match === null) return { type: 'organization', name: text.trim() }
  const [, name = '', email = ''] = match
  return { type: 'person', name: name === '' ? email : name, email }
}
