import { expect, test } from 'vitest'
import { releaseBytes } from './release.ts'

test('bytes that have a buffer of their own are gone, and those that share one stay', () => {
  const own = new Uint8Array(100_000)
  releaseBytes(own)
  expect(own.length).toBe(0)
  const shared = new Uint8Array(100_000)
  const part = shared.subarray(0, 50_000)
  releaseBytes(part)
  expect([part.length, shared.length]).toEqual([50_000, 100_000])
  const pooled = Buffer.allocUnsafe(100)
  releaseBytes(pooled)
  expect(pooled.length).toBe(100)
  releaseBytes(new Uint8Array(0))
  releaseBytes(new Uint8Array(new SharedArrayBuffer(10)))
})
