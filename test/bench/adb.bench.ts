import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { type IndexRecord, readIndex, writeAdbIndex } from '@nacre/apk'

const RECORDS = 100_000
const ROUNDS = 5

/** Records with the proportions of a distribution: some shared origins, a dozen dependencies and a few provided names each. */
function makeRecords(count: number): IndexRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const hash = createHash('sha256').update(`package ${index}`).digest()
    return {
      checksum: `Q2${hash.toString('base64')}`,
      name: `package-${index}`,
      version: `${index % 9}.${index % 31}.${index % 7}-r${index % 4}`,
      arch: 'x86_64',
      size: 10_000 + index * 37,
      installedSize: 40_000 + index * 131,
      description: `Package number ${index} of a made-up distribution`,
      url: `https://example.org/projects/${index}`,
      license: ['MIT', 'Apache-2.0', 'GPL-2.0-or-later', 'BSD-3-Clause'][index % 4]!,
      origin: `package-${index - (index % 5)}`,
      maintainer: `Maintainer ${index % 200} <maintainer-${index % 200}@example.org>`,
      buildTime: 1_700_000_000 + index,
      commit: hash.subarray(0, 20).toString('hex'),
      providerPriority: 0,
      depends: Array.from({ length: 12 }, (_, nth) => `so:lib${(index * 7 + nth * 131) % 5000}.so.${nth}`),
      provides: [`cmd:tool-${index}=1.${index % 30}-r0`, `so:lib${index % 5000}.so.${index % 12}=1.2.3`],
      installIf: [],
    }
  })
}

/** Milliseconds of the fastest of some rounds. */
async function fastest(run: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

/** How long a v3 index of 100 000 records takes to read, beside inflating the same file and doing nothing with it. */
export async function benchAdb(print: (line: string) => void = console.log): Promise<void> {
  const records = makeRecords(RECORDS)
  const writing = performance.now()
  const packed = await writeAdbIndex(records)
  const written = performance.now() - writing
  const plain = await writeAdbIndex(records, { compression: { algorithm: 'none' } })
  const inflate = await fastest(() => inflateRawSync(packed.subarray(4)))
  const read = await fastest(() => readIndex(packed))
  const readPlain = await fastest(() => readIndex(plain))
  const megabytes = (plain.length / 1e6).toFixed(1)
  print(`Packages.adb of ${RECORDS} records, ${megabytes} MB (${(packed.length / 1e6).toFixed(1)} MB deflated)`)
  print(`  read, deflated      ${read.toFixed(0)} ms, ${(read / inflate).toFixed(1)} x the time of inflating it alone`)
  print(`  read, uncompressed  ${readPlain.toFixed(0)} ms, ${((1000 * readPlain) / RECORDS).toFixed(2)} µs a record`)
  print(`  write, deflated     ${written.toFixed(0)} ms`)
}

if (import.meta.main) await benchAdb()
