import { digestOf, hash, toHex } from '@nacre/archive'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Descriptor } from '../model/descriptor.ts'
import { verified } from './verified.ts'

const describeBytes = (bytes: Uint8Array): Descriptor => ({
  mediaType: 'application/octet-stream',
  size: bytes.length,
  digest: digestOf(bytes),
})

async function drain(descriptor: Descriptor, pieces: Iterable<Uint8Array>): Promise<Uint8Array> {
  const out: number[] = []
  for await (const piece of verified(descriptor, pieces)) out.push(...piece)
  return Uint8Array.from(out)
}

describe('a verified stream', () => {
  it('passes the right bytes, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 })), async (pieces) => {
        const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]))
        expect(await drain(describeBytes(whole), pieces)).toEqual(whole)
      }),
    )
  })

  it('ends in an error for any other bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), async (right, wrong) => {
        fc.pre(Buffer.compare(right, wrong) !== 0)
        await expect(drain(describeBytes(right), [wrong])).rejects.toMatchObject({
          code: right.length === wrong.length ? 'ERR_OCI_DIGEST_MISMATCH' : 'ERR_OCI_SIZE_MISMATCH',
        })
      }),
    )
  })

  it('never hands out the last piece before the whole is known to be right', async () => {
    const right = Uint8Array.of(1, 2, 3, 4)
    const got: Uint8Array[] = []
    const reading = async (): Promise<void> => {
      for await (const piece of verified(describeBytes(right), [right.subarray(0, 2), Uint8Array.of(3, 5)]))
        got.push(piece)
    }
    await expect(reading()).rejects.toMatchObject({ code: 'ERR_OCI_DIGEST_MISMATCH' })
    expect(got).toEqual([right.subarray(0, 2)])
  })

  it('passes every piece on before the source may use its buffer again', async () => {
    const whole = Uint8Array.from({ length: 1000 }, (_, i) => i)
    function* refilling(): Generator<Uint8Array> {
      const buffer = new Uint8Array(64)
      for (let at = 0; at < whole.length; at += buffer.length) {
        const piece = whole.subarray(at, at + buffer.length)
        buffer.set(piece)
        yield buffer.subarray(0, piece.length)
      }
      buffer.fill(0)
    }
    expect(await drain(describeBytes(whole), refilling())).toEqual(whole)
  })

  it('ends in an error for bytes after the right ones', async () => {
    const right = Uint8Array.of(1, 2, 3, 4)
    await expect(drain(describeBytes(right), [right, Uint8Array.of(5)])).rejects.toMatchObject({
      code: 'ERR_OCI_SIZE_MISMATCH',
    })
  })

  it('stops an endless source as soon as it has given too much', async () => {
    function* endless(): Generator<Uint8Array> {
      for (;;) yield new Uint8Array(10)
    }
    await expect(drain(describeBytes(new Uint8Array(25)), endless())).rejects.toMatchObject({
      code: 'ERR_OCI_SIZE_MISMATCH',
    })
  })

  it('checks sha512 too', async () => {
    const bytes = new TextEncoder().encode('abc')
    const descriptor = { ...describeBytes(bytes), digest: `sha512:${toHex(hash('sha512', bytes))}` as const }
    expect(await drain(descriptor, [bytes])).toEqual(bytes)
    await expect(drain(descriptor, [Uint8Array.of(1, 2, 3)])).rejects.toMatchObject({ code: 'ERR_OCI_DIGEST_MISMATCH' })
  })

  it('gives up with the reason of its signal', async () => {
    const reading = async (): Promise<void> => {
      const signal = AbortSignal.abort(new Error('enough'))
      for await (const _ of verified(describeBytes(Uint8Array.of(1)), [Uint8Array.of(1)], { signal })) break
    }
    await expect(reading()).rejects.toThrow('enough')
  })
})
