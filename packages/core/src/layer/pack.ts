import {
  type Chunk,
  type ChunkBufferLease,
  type CompressedChunk,
  compressChunks,
  fillChunk,
  type KnownChunk,
  OWN_CHUNKS_FROM,
} from '@nacre/archive'
import type { BuildContext } from '../build/build-context.ts'
import { type Content, fillFromContent } from '../rootfs/content.ts'
import { ChunkIndex, keepChunks } from './chunk-index.ts'
import { chunkId, readChunks } from './cut.ts'
import { findLayer, type KnownLayer, keepLayer } from './known-layer.ts'
import type { LayerRecipe } from './recipe.ts'

/**
 * Packs a recipe, or finds what it was packed to before. The layer is never held whole where there is a cache: it stays there, to be
 * copied out by later builds.
 */
export async function packLayer(recipe: LayerRecipe, context: BuildContext, arch: string): Promise<KnownLayer> {
  const { compressor, cache } = context
  const before = cache === undefined ? undefined : await findLayer(recipe, compressor.name, cache)
  const packed = before ?? (await compressLayer(recipe, context, arch))
  if (cache !== undefined && before === undefined) await keepLayer(recipe, compressor.name, packed, cache)
  const { digest, size, plainSize } = packed
  context.onEvent?.({
    kind: 'layer',
    arch,
    digest,
    size,
    plainSize,
    entries: recipe.entries.length,
    known: before !== undefined,
  })
  return packed
}

async function compressLayer(recipe: LayerRecipe, context: BuildContext, arch: string): Promise<KnownLayer> {
  const { compressor, cache, store } = context
  const name = `${compressor.name}-${arch}`
  const isPlain = compressor.name === 'none'
  const index = cache === undefined || isPlain ? undefined : await ChunkIndex.open(cache, name)
  const lease = context.buffers.lease()
  try {
    const ids: string[] = []
    const find = async (chunk: Chunk<Content>, target: Uint8Array): Promise<CompressedChunk | undefined> => {
      if (index === undefined) return isPlain ? undefined : await ownChunk(chunk, target)
      const id = chunkId(chunk)
      ids.push(id)
      return (await index.find(id, target)) ?? (await ownChunk(chunk, target))
    }
    const chunks = knownChunks(recipe, lease, find)
    const stream = compressChunks(chunks, compressor, context.signal === undefined ? {} : { signal: context.signal })
    const kept = isPlain ? await readToTheEnd(stream) : await store.add(stream)
    const { diffId, size, plainSize, chunks: places } = await stream.result
    if (kept === undefined) return { diffId, digest: diffId, size, plainSize }
    const { digest } = kept
    if (cache !== undefined) {
      const placed = places.map((place, i) => ({ ...place, id: ids[i]! }))
      await keepChunks(cache, name, digest.slice('sha256:'.length), placed)
    }
    return { diffId, digest, size, plainSize }
  } finally {
    lease.end()
    await index?.close()
  }
}

/** The compressed bytes of a recipe once more: those that it was packed to, where they were not kept. */
export async function* packAgain(recipe: LayerRecipe, context: BuildContext): AsyncGenerator<Uint8Array, void> {
  const { compressor, signal } = context
  const lease = context.buffers.lease()
  try {
    const find = compressor.name === 'none' ? async () => undefined : ownChunk
    const chunks = knownChunks(recipe, lease, find)
    yield* compressChunks(chunks, compressor, signal === undefined ? {} : { signal })
  } finally {
    lease.end()
  }
}

/** The chunks of a recipe, each in a buffer that goes back when it was used up, the compressed form behind the plain one. */
function knownChunks(
  recipe: LayerRecipe,
  buffers: ChunkBufferLease,
  find: (chunk: Chunk<Content>, target: Uint8Array) => Promise<CompressedChunk | undefined>,
): AsyncGenerator<KnownChunk, void> {
  return readChunks(recipe, async (chunk) => {
    const buffer = buffers.take()
    const finding = find(chunk, buffer.subarray(chunk.size))
    finding.catch(() => {})
    // After a failure of the one nobody writes to the buffer either.
    const plain = await fillChunk(chunk, buffer, fillFromContent).finally(() => finding.catch(() => {}))
    return { plain, compressed: await finding, release: () => buffers.give(buffer) }
  })
}

/** A chunk of a large file, where its package keeps it compressed. */
async function ownChunk({ parts }: Chunk<Content>, target: Uint8Array): Promise<CompressedChunk | undefined> {
  const [part] = parts
  if (part === undefined || part instanceof Uint8Array) return undefined
  const { content, offset, length } = part
  if (content.kind !== 'range' || content.size < OWN_CHUNKS_FROM) return undefined
  return await content.source.compressed?.({ offset: content.offset + offset, length, target })
}

async function readToTheEnd(stream: AsyncIterable<Uint8Array>): Promise<undefined> {
  for await (const _ of stream);
  return undefined
}
