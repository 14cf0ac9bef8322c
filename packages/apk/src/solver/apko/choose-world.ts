import type { ApkoPackage } from './apko-package.ts'
import type { Asked } from './asked.ts'
import type { Pulled } from './depends.ts'
import { best, DeadEnd, type Resolution } from './resolution.ts'

/** First pass: a package for each world entry, the entry with the fewest candidates first. */
export function chooseWorld(resolution: Resolution, world: readonly string[], checkpoint: () => void): Pulled {
  const pulled: Pulled = { existing: new Map(), origins: new Map() }
  const entries = world.map((text) => resolution.index.asked(text))
  const { counts, standings } = countCandidates(resolution, entries)
  const open = new Set(entries.keys())
  while (open.size > 0) {
    checkpoint()
    const next = fewestCandidates(open, counts, entries)
    const chosen = bestFor(resolution, entries[next]!)
    pulled.existing.set(chosen.name, chosen)
    pulled.origins.set(chosen.origin, chosen.version)
    open.delete(next)
    for (const out of resolution.disqualifyRivals(chosen)) {
      for (const entry of standings.get(out) ?? []) counts[entry]!--
    }
  }
  return pulled
}

/** How many candidates each entry has, and the entries of each candidate. */
function countCandidates(
  resolution: Resolution,
  entries: readonly Asked[],
): { counts: Int32Array; standings: ReadonlyMap<ApkoPackage, readonly number[]> } {
  const counts = new Int32Array(entries.length)
  const standings = new Map<ApkoPackage, number[]>()
  for (const [entry, asked] of entries.entries()) {
    for (const candidate of resolution.remaining(asked, asked.constraint.pin)) {
      counts[entry]!++
      const known = standings.get(candidate)
      if (known === undefined) standings.set(candidate, [entry])
      else known.push(entry)
    }
  }
  return { counts, standings }
}

/** The first of the entries with the fewest candidates. @throws DeadEnd where one has none */
function fewestCandidates(open: ReadonlySet<number>, counts: Int32Array, entries: readonly Asked[]): number {
  let next = -1
  let fewest = Number.POSITIVE_INFINITY
  for (const entry of open) {
    const count = counts[entry]!
    if (count === 0) throw new DeadEnd(`nothing left for ${entries[entry]!.text}`)
    if (count >= fewest) continue
    next = entry
    fewest = count
  }
  return next
}

/** The best candidate of a world entry. @throws DeadEnd where it has none */
export function bestFor(resolution: Resolution, asked: Asked): ApkoPackage {
  const { name, pin } = asked.constraint
  const candidates = resolution.remaining(asked, pin)
  if (candidates.length === 0) throw new DeadEnd(`nothing left for ${asked.text}`)
  return best(candidates, { name, existing: new Map(), origins: new Map(), pin })
}
