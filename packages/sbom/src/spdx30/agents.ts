import { formatAgent } from '../agent.ts'
import type { Agent } from '../component.ts'
import type { SbomDocument } from '../sbom-document.ts'
import { CREATION_INFO, type Element, type Iri } from './graph.ts'

/** The agents and tools of a document as elements, and the IRI of each. */
export interface AgentElements {
  readonly elements: readonly Element[]
  /** Undefined for `NOASSERTION`: SPDX 3.0 says nothing there. */
  readonly iriOf: (agent: Agent | 'NOASSERTION' | undefined) => string | undefined
  readonly createdBy: readonly string[]
  readonly createdUsing: readonly string[]
}

/**
 * Every agent that a document names, once, in order. SPDX 3.0.1 wants an Agent among the creators: where a document was
 * made by tools alone, the first of them is a SoftwareAgent too.
 */
export function agentElements(document: SbomDocument, iri: Iri): AgentElements {
  const iris = new Map<string, string>()
  const elements: Element[] = []
  const add = (type: string, key: string, agent: Agent): string => {
    const known = iris.get(key)
    if (known !== undefined) return known
    const spdxId = iri(`Agent-${iris.size + 1}`)
    iris.set(key, spdxId)
    elements.push({
      type,
      spdxId,
      creationInfo: CREATION_INFO,
      name: agent.name,
      ...(agent.email !== undefined && {
        externalIdentifier: [{ type: 'ExternalIdentifier', externalIdentifierType: 'email', identifier: agent.email }],
      }),
    })
    return spdxId
  }
  const of = (agent: Agent): string => add(CLASSES[agent.type], formatAgent(agent), agent)
  const tools = document.creators.filter(({ type }) => type === 'tool')
  const makers = document.creators.filter(({ type }) => type !== 'tool')
  const creator = tools[0] ?? { type: 'tool', name: 'unknown' }
  const createdBy = makers.length > 0 ? makers.map(of) : [add('SoftwareAgent', 'SoftwareAgent', creator)]
  const createdUsing = tools.map(of)
  for (const { supplier, originator } of document.components) {
    for (const agent of [supplier, originator]) if (agent !== undefined && agent !== 'NOASSERTION') of(agent)
  }
  return {
    elements,
    createdBy,
    createdUsing,
    iriOf: (agent) => (agent === undefined || agent === 'NOASSERTION' ? undefined : iris.get(formatAgent(agent))),
  }
}

/** SPDX 3.0.1, Core/Classes. */
const CLASSES: Readonly<Record<Agent['type'], string>> = {
  organization: 'Organization',
  person: 'Person',
  tool: 'Tool',
  unknown: 'Agent',
}
