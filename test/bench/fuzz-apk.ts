/**
 * Reads mutated real packages and indexes until a count or a time is reached, and reports what became of them.
 *
 *     NACRE_TEST_DATA=… node test/bench/fuzz-apk.ts [count=200000] [seconds=600] [seed=1]
 */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { judgeMutation, loadSamples, mutations } from '../conformance/apk-mutations.ts'

const [count = 200_000, seconds = 600, seed = 1] = process.argv.slice(2).map(Number)
const samples = await loadSamples()
const outcomes = new Map<string, number>()
const faults: string[] = []
const batch = 1000
const start = performance.now()
let done = 0
let slowest = 0

while (done < count && performance.now() - start < seconds * 1000) {
  for (const mutation of fc.sample(mutations, {
    numRuns: Math.min(batch, count - done),
    seed: seed * 1_000_003 + done,
  })) {
    const began = performance.now()
    const { outcome, code, fault } = await judgeMutation(samples, mutation)
    slowest = Math.max(slowest, performance.now() - began)
    const key = fault === undefined ? (code ?? outcome) : 'FAULT'
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
    if (fault !== undefined) {
      const json = JSON.stringify(mutation, (_, value) => (value instanceof Uint8Array ? [...value] : value))
      faults.push(`${fault}\n  mutation ${createHash('sha1').update(json).digest('hex').slice(0, 8)}: ${json}`)
    }
    done++
  }
}

const elapsed = (performance.now() - start) / 1000
console.log(`${done} mutations in ${elapsed.toFixed(0)} s, slowest ${slowest.toFixed(0)} ms, seed ${seed}`)
for (const [key, times] of [...outcomes].sort((a, b) => b[1] - a[1]))
  console.log(`${String(times).padStart(8)}  ${key}`)
for (const fault of faults.slice(0, 20)) console.log(fault)
process.exitCode = faults.length > 0 ? 1 : 0
