import { describe, expect, test } from 'vitest'
import { collect } from '../source.ts'
import { memoryStore } from '../store/memory.ts'
import type { Codec } from './codec.ts'
import { compressChunks } from './compress.ts'
import { type ChunkReference, rejoinChunks } from './rejoin.ts'

const limit = 1 << 24
const chunks = Array.from({ length: 9 }, (_, i) => new Uint8Array(i === 4 ? 0 : 50_000 + i).fill(i))

async function compressed(codec: Codec) {
  const store = memoryStore()
  const stream = compressChunks(chunks, { codec, store })
  const bytes = await collect(stream, { limit })
  const { references = [] } = await stream.result
  return { store, bytes, references }
}

const forbidden = (): never => {
  throw new Error('the plain chunks were asked for')
}

describe.each(['gzip', 'zstd'] as const)('%s', (codec) => {
  test('gives the same bytes without anything plain', async () => {
    const { store, bytes, references } = await compressed(codec)
    expect(references).toHaveLength(8)
    const kept: ChunkReference[] = JSON.parse(JSON.stringify(references))
    expect(
      Buffer.compare(await collect(rejoinChunks(kept, { codec, store, plain: forbidden }), { limit }), bytes),
    ).toBe(0)
  })

  test('gives the same bytes where the store has lost some or all', async () => {
    const { store, bytes, references } = await compressed(codec)
    for (const gone of [[0], [3, 5], [7], [0, 1, 2, 3, 4, 5, 6, 7]]) {
      for (const index of gone)
        await store.remove('chunk', `${references[index]?.sha256}-${codec}-${codec === 'gzip' ? 6 : 3}`)
      let asked = 0
      const plain = () => {
        asked++
        return chunks
      }
      expect(Buffer.compare(await collect(rejoinChunks(references, { codec, store, plain }), { limit }), bytes)).toBe(0)
      expect(asked).toBe(1)
      await collect(rejoinChunks(references, { codec, store, plain: forbidden }), { limit })
    }
  })
})

test('plain chunks that are others are refused', async () => {
  const { store, references } = await compressed('gzip')
  await store.clear()
  for (const plain of [() => chunks.slice(1), () => []]) {
    await expect(collect(rejoinChunks(references, { codec: 'gzip', store, plain }), { limit })).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_STORE_MISMATCH',
      details: { index: 0 },
    })
  }
})

test('an abort rejects with its reason', async () => {
  const { store, references } = await compressed('gzip')
  const reason = new Error('enough')
  const joining = collect(
    rejoinChunks(references, { codec: 'gzip', store, plain: forbidden, signal: AbortSignal.abort(reason) }),
    { limit },
  )
  await expect(joining).rejects.toBe(reason)
})

test('without a store there are no references', async () => {
  const stream = compressChunks(chunks, { codec: 'gzip' })
  await collect(stream, { limit })
  expect(await stream.result).not.toHaveProperty('references')
})
