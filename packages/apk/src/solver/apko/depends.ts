import { parseApkoConstraint, satisfiesApkoText } from './constraint.ts'
import type { ApkoPackage } from './package-index.ts'
import { best, constrain, DeadEnd, disqualifyRivals, type Resolution, remaining, settle } from './resolution.ts'

/** What the whole resolution has pulled in so far. */
export interface Pulled {
  readonly existing: Map<string, ApkoPackage>
  readonly origins: Map<string, string>
}

/**
 * Dependencies of a package, depth first, what has the fewest candidates first. Source: apko `repo.go`,
 * `getPackageDependencies`.
 */
export function dependenciesOf(
  resolution: Resolution,
  parent: ApkoPackage,
  allowedPin: string,
  parents: ReadonlySet<string>,
  pulled: Pulled,
): ApkoPackage[] {
  if (parents.has(parent.name)) return []
  constrain(resolution, parent.depends)
  const found: ApkoPackage[] = []
  const below = new Set(parents).add(parent.name)
  let open: readonly string[] = parent.depends
  for (;;) {
    const options = openOptions(resolution, parent, open, allowedPin, pulled)
    const next = [...options].reduce<[string, ApkoPackage[]] | undefined>(
      (least, option) => (least === undefined || precedes(option, least) ? option : least),
      undefined,
    )
    if (next === undefined) return found
    const [text, candidates] = next
    const { name } = parseApkoConstraint(text)
    const chosen = best(candidates, { name, existing: pulled.existing, origins: pulled.origins, pin: '' })
    disqualifyRivals(resolution, chosen)
    settle(resolution, parent)
    const under = dependenciesOf(resolution, chosen, allowedPin, below, pulled)
    found.push(...under, chosen)
    for (const dependency of under) {
      pulled.existing.set(dependency.name, dependency)
      pulled.origins.set(dependency.origin, dependency.version)
    }
    open = [...options.keys()].filter((other) => other !== text)
  }
}

function precedes([text, candidates]: [string, ApkoPackage[]], [otherText, others]: [string, ApkoPackage[]]): boolean {
  return candidates.length < others.length || (candidates.length === others.length && text < otherText)
}

/** Candidates of each dependency that is neither a conflict nor met already. */
function openOptions(
  resolution: Resolution,
  parent: ApkoPackage,
  texts: readonly string[],
  allowedPin: string,
  pulled: Pulled,
): Map<string, ApkoPackage[]> {
  const options = new Map<string, ApkoPackage[]>()
  for (const text of texts) {
    if (text.startsWith('!')) continue
    const constraint = parseApkoConstraint(text)
    const { name, op } = constraint
    if (parent.providedTexts.has(text) || parent.providedTexts.has(name)) continue
    if (name === parent.name && (op === undefined || satisfiesApkoText(parent.version, constraint))) continue
    const selected = resolution.selected.get(name)
    if (selected !== undefined) {
      if (op === undefined) continue
      const provided = selected.provides.some(
        (entry) => entry.name === name && entry.version !== '' && satisfiesApkoText(entry.version, constraint),
      )
      if (provided || satisfiesApkoText(selected.version, constraint)) continue
      throw new DeadEnd(`${selected.name}=${selected.version} was selected, which conflicts with ${text}`)
    }
    const candidates = remaining(resolution, constraint, allowedPin, pulled.existing.get(name))
    if (candidates.length === 0) throw new DeadEnd(`nothing left for ${text}`)
    options.set(text, candidates)
  }
  return options
}
