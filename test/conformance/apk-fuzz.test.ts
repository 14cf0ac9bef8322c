import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeMutation, loadSamples, mutations } from './apk-mutations.ts'
import { dataRoot } from './data.ts'

describe.skipIf(dataRoot === undefined)('mutated real packages and indexes', () => {
  it('never crash, never fail without a code, never pass as genuine', async () => {
    const samples = await loadSamples()
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(mutations, async (mutation) => {
        const verdict = await judgeMutation(samples, mutation)
        const key = verdict.code ?? verdict.outcome
        seen.set(key, (seen.get(key) ?? 0) + 1)
        expect(verdict.fault).toBeUndefined()
      }),
      { numRuns: 2000, seed: 20_240_601 },
    )
    // The mutations reach all layers, not only the outermost.
    for (const code of [
      'ERR_APK_SIGNATURE_BAD',
      'ERR_APK_ARCHIVE',
      'ERR_APK_DATA_HASH',
      'ERR_APK_ENTRY_CHECKSUM',
      'accepted',
    ]) {
      expect([...seen.keys()]).toContain(code)
    }
  })
})
