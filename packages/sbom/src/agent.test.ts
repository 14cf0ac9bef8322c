import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAgent, parseAddress, parseAgent } from './agent.ts'

describe('agents (SPDX 2.3 §6.8)', () => {
  it.each([
    ['Organization: Wolfi', { type: 'organization', name: 'Wolfi' }],
    ['Organization: ', { type: 'organization', name: '' }],
    ['Person: Jane Doe (jane@example.com)', { type: 'person', name: 'Jane Doe', email: 'jane@example.com' }],
    ['Person: Jane (Doe)', { type: 'person', name: 'Jane (Doe)' }],
    ['Tool: melange (v0.26.12+dirty)', { type: 'tool', name: 'melange (v0.26.12+dirty)' }],
    ['somebody', { type: 'unknown', name: 'somebody' }],
    ['NOASSERTION', 'NOASSERTION'],
  ])('%j is read', (text, agent) => {
    expect(parseAgent(text)).toEqual(agent)
  })

  it('any text comes out as it went in', () => {
    const prefix = fc.constantFrom('', 'Organization: ', 'Person: ', 'Tool: ', 'Person: a (b@c)')
    fc.assert(
      fc.property(prefix, fc.string(), (start, rest) => {
        expect(formatAgent(parseAgent(start + rest))).toBe(start + rest)
      }),
    )
  })

  it('a maintainer with an address is a person, one without an organization', () => {
    expect(parseAddress('Natanael Copa <ncopa@alpinelinux.org>')).toEqual({
      type: 'person',
      name: 'Natanael Copa',
      email: 'ncopa@alpinelinux.org',
    })
    expect(parseAddress('<a@b.c>')).toEqual({ type: 'person', name: 'a@b.c', email: 'a@b.c' })
    expect(parseAddress('Team')).toEqual({ type: 'organization', name: 'Team' })
  })
})
