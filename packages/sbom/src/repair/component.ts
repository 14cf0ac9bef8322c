import type { Agent, Component } from '../component.ts'
import { quoted, type Warn } from '../warning.ts'
import { repairAgent } from './agent.ts'
import { repairChecksum } from './checksum.ts'
import { isDownloadLocation, isWebLocation } from './location.ts'
import { repairReference } from './reference.ts'

/** SPDX 2.3 §7.24. */
const PURPOSES: ReadonlySet<string> = new Set([
  'APPLICATION',
  'FRAMEWORK',
  'LIBRARY',
  'CONTAINER',
  'OPERATING_SYSTEM',
  'DEVICE',
  'FIRMWARE',
  'SOURCE',
  'ARCHIVE',
  'FILE',
  'INSTALL',
  'OTHER',
])

/** CycloneDX 1.6, `components[].version`. */
const LONGEST_VERSION = 1024

/**
 * The component with every member as SPDX 2.3 has it, licences and identifier apart. A member that cannot be put right
 * is left out, or `NOASSERTION` where SPDX demands one, and `warn` hears of it.
 */
export function repairComponent(component: Component, warn: Warn): Component {
  const { version, purpose, supplier, originator, checksums, references, homepage, downloadLocation, ...rest } =
    component
  const dropped = (member: string, value: string): void => {
    warn({
      code: 'WARN_SBOM_VALUE_DROPPED',
      message: `Component ${quoted(component.id)}: its ${member} ${quoted(value)} is not what SPDX 2.3 allows, and is left out`,
      details: { component: component.id, member, value: value.slice(0, 200) },
    })
  }
  const agent = (member: string, before: Agent | 'NOASSERTION'): Agent | 'NOASSERTION' => {
    const after = repairAgent(before)
    if (after === 'NOASSERTION' && before !== after) dropped(member, before.name)
    return after
  }
  const keep = <T>(member: string, values: readonly T[], repair: (value: T) => T | undefined): readonly T[] =>
    values.flatMap((value) => {
      const after = repair(value)
      if (after === undefined) dropped(member, JSON.stringify(value))
      return after === undefined ? [] : [after]
    })
  const goodLocation = downloadLocation === undefined || isDownloadLocation(downloadLocation)
  if (!goodLocation && downloadLocation !== '') dropped('download location', downloadLocation)
  if (version !== undefined && version.length > LONGEST_VERSION) dropped('version', version)
  if (homepage !== undefined && !isWebLocation(homepage)) dropped('homepage', homepage)
  return {
    ...rest,
    name: component.name === '' ? component.id : component.name,
    ...(version !== undefined && version.length <= LONGEST_VERSION && { version }),
    ...(downloadLocation !== undefined && { downloadLocation: goodLocation ? downloadLocation : 'NOASSERTION' }),
    ...(homepage !== undefined && isWebLocation(homepage) && { homepage }),
    ...(purpose !== undefined && { purpose: repairPurpose(purpose) }),
    ...(supplier !== undefined && { supplier: agent('supplier', supplier) }),
    ...(originator !== undefined && { originator: agent('originator', originator) }),
    ...(checksums !== undefined && { checksums: keep('checksum', checksums, repairChecksum) }),
    ...(references !== undefined && { references: keep('external reference', references, repairReference) }),
  }
}

function repairPurpose(purpose: string): string {
  const spelt = purpose.toUpperCase().replaceAll('-', '_')
  return PURPOSES.has(spelt) ? spelt : 'OTHER'
}
