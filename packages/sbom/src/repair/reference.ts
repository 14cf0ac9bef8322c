import type { ExternalReference } from '../component.ts'
import { isPurl } from '../purl/package-url.ts'
import { isWebLocation } from './location.ts'

/** SPDX 2.3, Annex F: the types of each category, and what a locator of each has to be. */
const TYPES: ReadonlyMap<string, ReadonlyMap<string, (locator: string) => boolean>> = new Map([
  [
    'SECURITY',
    new Map([
      ['cpe22Type', (locator: string) => /^c[pP][eE]:\/[AHOaho]?(?::[A-Za-z0-9._\-~%]*){0,6}$/.test(locator)],
      ['cpe23Type', isCpe23],
      ['advisory', isWebLocation],
      ['fix', isWebLocation],
      ['url', isWebLocation],
    ]),
  ],
  [
    'PACKAGE-MANAGER',
    new Map([
      ['purl', (locator: string) => /^pkg:[^\s/]+\/\S+$/.test(locator) && isPurl(locator)],
      ['maven-central', (locator: string) => /^[^:\s]+:[^:\s]+(?::[^:\s]+)?$/.test(locator)],
      ['npm', (locator: string) => /^[^@\s]+@[^@\s]+$/.test(locator)],
      ['nuget', (locator: string) => /^[^/\s]+\/[^/\s]+$/.test(locator)],
      ['bower', (locator: string) => /^[^#\s]+#[^#\s]+$/.test(locator)],
    ]),
  ],
  [
    'PERSISTENT-ID',
    new Map([
      ['swh', (locator: string) => /^swh:1:(?:snp|rel|rev|dir|cnt):[0-9a-fA-F]{40}$/.test(locator)],
      [
        'gitoid',
        (locator: string) =>
          /^gitoid:(?:blob|tree|commit|tag):(?:sha1:[0-9a-fA-F]{40}|sha256:[0-9a-fA-F]{64})$/.test(locator),
      ],
    ]),
  ],
])

/**
 * The reference as SPDX 2.3 §7.21 has it, or undefined where nothing can be made of it. A category written with `_`
 * becomes the one with `-`; a type that its category does not know moves to `OTHER`.
 */
export function repairReference(reference: ExternalReference): ExternalReference | undefined {
  if (reference.locator === '' || /\s/.test(reference.locator) || reference.locator.length > 8192) return undefined
  const category = reference.category.toUpperCase().replaceAll('_', '-')
  const check = TYPES.get(category)?.get(reference.type)
  if (check !== undefined) return check(reference.locator) ? { ...reference, category } : undefined
  const type = /^[A-Za-z0-9.-]+$/.test(reference.type) ? reference.type : 'other'
  // A purl or CPE outside its category would be taken for one by its type.
  return type === 'purl' || type.startsWith('cpe') ? undefined : { category: 'OTHER', type, locator: reference.locator }
}

/** NIST IR 7695 §6.2: thirteen components, the first two and the part fixed. */
function isCpe23(locator: string): boolean {
  const components = locator.match(/(?:\\.|[^:\\])+/g) ?? []
  const [scheme, version, part, ...rest] = components
  if (components.join(':') !== locator || scheme !== 'cpe' || version !== '2.3') return false
  if (rest.length !== 10 || part === undefined || !/^[aho*-]$/.test(part)) return false
  return rest.every((component, index) =>
    index === 5
      ? /^(?:[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?|[*-])$/.test(component)
      : /^(?:[*-]|(?:\?*|\*?)(?:[a-zA-Z0-9\-._]|\\[\\*?!"#$%&'()+,/:;<=>@[\]^`{|}~])+(?:\?*|\*?))$/.test(component),
  )
}
