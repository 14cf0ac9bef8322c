import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@nacre/archive'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archivePlace } from '../docker-archive/archive-place.ts'
import { layoutPlace } from '../layout/layout-place.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeManifest } from '../model/encode.ts'
import { mediaTypes } from '../model/media-type.ts'
import { readBytes } from './documents.ts'
import { memoryPlace } from './memory-place.ts'
import type { Place } from './place.ts'

const utf8 = new TextEncoder()

function content(
  mediaType: string,
  bytes: Uint8Array,
): { descriptor: Descriptor; open: () => AsyncIterable<Uint8Array> } {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 3)
    yield bytes.subarray(3)
  }
  return { descriptor: { mediaType, size: bytes.length, digest: digestOf(bytes) }, open }
}

const config = content(mediaTypes.ociEmpty, utf8.encode('{}'))
const large = content(mediaTypes.ociLayer, new Uint8Array(3_000_000).fill(7))

function manifest(subject?: Descriptor, artifactType = 'text/x-note'): ReturnType<typeof content> {
  const fields = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, artifactType, layers: [] } as const
  const bytes = encodeManifest({ ...fields, config: config.descriptor, ...(subject === undefined ? {} : { subject }) })
  return content(mediaTypes.ociManifest, bytes)
}

const image = manifest()

describe.each(['memory', 'layout', 'archive'] as const)('a place in %s', (kind) => {
  let dir: string
  let place: Place

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-place-'))
    if (kind === 'memory') place = memoryPlace()
    else if (kind === 'layout') place = layoutPlace(join(dir, 'layout'))
    else place = await archivePlace(join(dir, 'image.tar'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('does not have what nobody wrote', async () => {
    expect(await place.has(config.descriptor)).toBe(false)
    expect(await place.tags()).toEqual([])
    expect((await place.referrers(config.descriptor)).manifests).toEqual([])
    await expect(readBytes(place, config.descriptor)).rejects.toMatchObject({ code: 'ERR_OCI_NOT_FOUND' })
  })

  it('writes what a source gives that uses its buffer again', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
    const { descriptor } = content(mediaTypes.ociLayer, bytes)
    const refilling = async function* (): AsyncGenerator<Uint8Array> {
      const buffer = new Uint8Array(4096)
      for (let at = 0; at < bytes.length; at += buffer.length) {
        const piece = bytes.subarray(at, at + buffer.length)
        buffer.set(piece)
        yield buffer.subarray(0, piece.length)
      }
    }
    expect(await place.write(descriptor, refilling)).toBe('written')
    expect(Buffer.compare(await readBytes(place, descriptor), bytes)).toBe(0)
  })

  it('gives back what was written, and is told it twice without harm', async () => {
    expect(await place.write(config.descriptor, config.open)).toBe('written')
    expect(await place.write(config.descriptor, config.open)).toBe('present')
    expect(await place.has(config.descriptor)).toBe(true)
    expect(await readBytes(place, config.descriptor)).toEqual(utf8.encode('{}'))
  })

  it('keeps content of many pieces, and tells how far it is', async () => {
    const progress: number[] = []
    await place.write(large.descriptor, large.open, { onProgress: (bytes) => progress.push(bytes) })
    expect(progress.at(-1)).toBe(large.descriptor.size)
    let size = 0
    for await (const piece of place.read(large.descriptor)) size += piece.length
    expect(size).toBe(large.descriptor.size)
  })

  it('shows nothing of content that was wrong, too short, or given up', async () => {
    const wrong = content('text/plain', utf8.encode('right!'))
    const other = content('text/plain', utf8.encode('wrong!'))
    await expect(place.write(wrong.descriptor, other.open)).rejects.toMatchObject({ code: 'ERR_OCI_DIGEST_MISMATCH' })
    await expect(place.write(wrong.descriptor, config.open)).rejects.toMatchObject({ code: 'ERR_OCI_SIZE_MISMATCH' })
    const signal = AbortSignal.abort(new Error('given up'))
    await expect(place.write(wrong.descriptor, wrong.open, { signal })).rejects.toThrow('given up')
    expect(await place.has(wrong.descriptor)).toBe(false)
    expect(await readdir(dir, { recursive: true })).toEqual(
      expect.not.arrayContaining([expect.stringContaining(wrong.descriptor.digest.slice(7))]),
    )
  })

  it('refuses to tag what it does not hold', async () => {
    await expect(place.tag(image.descriptor, 'v1')).rejects.toMatchObject({ code: 'ERR_OCI_NOT_FOUND' })
    await expect(place.resolve('v1')).rejects.toMatchObject({ code: 'ERR_OCI_NOT_FOUND' })
  })

  it('resolves tags and digests, lists tags sorted, and moves a tag', async () => {
    await place.write(image.descriptor, image.open)
    await place.tag(image.descriptor, 'v2')
    await place.tag(image.descriptor, 'v1')
    expect(await place.tags()).toEqual(['v1', 'v2'])
    expect(await place.resolve('v1')).toEqual(image.descriptor)
    expect(await place.resolve(image.descriptor.digest)).toEqual(image.descriptor)
    const next = manifest(undefined, 'text/x-other')
    await place.write(next.descriptor, next.open)
    await place.tag(next.descriptor, 'v1')
    expect(await place.resolve('v1')).toEqual(next.descriptor)
    expect(await place.resolve('v2')).toEqual(image.descriptor)
  })

  it('finds what refers to a manifest, by type too', async () => {
    const note = manifest(image.descriptor)
    const signature = manifest(image.descriptor, 'text/x-signature')
    for (const each of [note, signature]) await place.write(each.descriptor, each.open)
    const all = await place.referrers(image.descriptor)
    expect(all.via).toBe('index')
    expect(all.manifests.map(({ artifactType }) => artifactType).sort()).toEqual(['text/x-note', 'text/x-signature'])
    const some = await place.referrers(image.descriptor, { artifactType: 'text/x-signature' })
    expect(some.manifests).toEqual([{ ...signature.descriptor, artifactType: 'text/x-signature' }])
    expect((await place.referrers(note.descriptor)).manifests).toEqual([])
  })

  it('forgets a tag, and forgets content with its tags', async () => {
    await place.delete?.('v1')
    expect(await place.tags()).toEqual(['v2'])
    await place.delete?.(image.descriptor)
    expect(await place.tags()).toEqual([])
    expect(await place.has(image.descriptor)).toBe(false)
  })
})
