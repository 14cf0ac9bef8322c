import type { IndexRecord } from '@nacre/apk'

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * An index shaped like that of a distribution: libraries that others need by soname, several versions of some packages,
 * documentation pulled in by `install_if`, virtual names with several providers.
 */
export function syntheticIndex(count: number): IndexRecord[] {
  const random = seeded(count)
  const records: IndexRecord[] = []
  for (let i = 0; records.length < count; i++) {
    const versions = i % 10 === 0 ? 3 : 1
    const depends = dependsOf(i, random)
    for (let version = 1; version <= versions && records.length < count; version++) {
      records.push(
        record(`package-${i}`, `1.${version}.0-r0`, {
          depends,
          provides: [
            `so:lib${i}.so.1=1.${version}.0`,
            `cmd:tool${i}=1.${version}.0-r0`,
            ...(i % 50 === 0 ? [`virtual-${i % 12_500}`] : []),
          ],
          providerPriority: i % 50 === 0 ? i % 97 : 0,
        }),
      )
    }
    if (i % 4 === 0) records.push(record(`package-${i}-doc`, '1.1.0-r0', { installIf: ['docs', `package-${i}`] }))
  }
  return records.slice(0, count)
}

/** Packages need some of those before them, most often of the first few hundred. */
function dependsOf(i: number, random: () => number): string[] {
  const depends: string[] = []
  for (let n = Math.floor(random() * 6); n > 0 && i > 0; n--) {
    const target = Math.floor(random() * Math.min(i, random() < 0.8 ? 400 : i))
    depends.push(random() < 0.8 ? `so:lib${target}.so.1` : `package-${target}>=1.0`)
  }
  return depends
}

/** A small repository without plan: versions, conflicts, provides and conditions at random; most worlds have no solution. */
export function randomIndex(seed: number, names: number, versions: number): IndexRecord[] {
  const random = seeded(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const requirement = (): string =>
    `${random() < 0.15 ? '!' : ''}n${Math.floor(random() * names)}${random() < 0.6 ? pick(['=', '<', '>', '>=', '<=']) + (1 + Math.floor(random() * versions)) : ''}`
  const records: IndexRecord[] = []
  for (let i = 0; i < names; i++) {
    for (let version = 1; version <= versions; version++) {
      records.push(
        record(`n${i}`, `${version}`, {
          depends: Array.from({ length: Math.floor(random() * 4) }, requirement),
          provides: random() < 0.2 ? [`n${Math.floor(random() * names)}${random() < 0.5 ? '=1' : ''}`] : [],
          installIf: random() < 0.1 ? [requirement(), requirement()] : [],
        }),
      )
    }
  }
  return records
}

function record(name: string, version: string, more: Partial<IndexRecord>): IndexRecord {
  return {
    name,
    version,
    checksum: '',
    size: 1,
    installedSize: 1,
    description: '',
    url: '',
    license: '',
    origin: name,
    maintainer: '',
    buildTime: 0,
    commit: '',
    providerPriority: 0,
    depends: [],
    provides: [],
    installIf: [],
    ...more,
  }
}
