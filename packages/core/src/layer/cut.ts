import { type Chunk, concatBytes, createHasher, cutTar, fillChunk, TAR_END, toHex } from '@nacre/archive'
import { type Content, contentId, fillFromContent } from '../rootfs/content.ts'
import { workAhead } from '../work-ahead.ts'
import type { LayerRecipe } from './recipe.ts'

/** Chunks that are read before they are asked for. */
const READ_AHEAD = 2

/** The chunks of an uncompressed layer, before any content is read; where they are cut depends on the recipe alone. */
export function cutLayer(recipe: LayerRecipe): Generator<Chunk<Content>, void> {
  return cutTar(recipe.entries, { end: TAR_END })
}

/** The uncompressed layer, chunk by chunk. */
export function layerChunks(recipe: LayerRecipe): AsyncGenerator<Uint8Array, void> {
  return readChunks(recipe, (chunk) => fillChunk(chunk, new Uint8Array(chunk.size), fillFromContent))
}

/** What is read for each chunk of an uncompressed layer, in their order. */
export function readChunks<Output>(
  recipe: LayerRecipe,
  read: (chunk: Chunk<Content>) => Promise<Output>,
): AsyncGenerator<Output, void> {
  return workAhead(cutLayer(recipe), read, READ_AHEAD)
}

/**
 * A name for the bytes of a chunk that can be had without reading contents: SHA-256 in hex over headers and names of contents. Equal names,
 * equal bytes.
 */
export function chunkId({ parts }: Chunk<Content>): string {
  const names: string[] = []
  const bytes: Uint8Array[] = []
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      names.push(`${part.length}`)
      bytes.push(part)
    } else if (part.content.kind === 'bytes') {
      names.push(`${part.length}`)
      bytes.push(part.content.bytes.subarray(part.offset, part.offset + part.length))
    } else names.push(`${contentId(part.content)}+${part.offset}+${part.length}`)
  }
  const hasher = createHasher('sha256').update(new TextEncoder().encode(`${names.join('\n')}\n\n`))
  return toHex(hasher.update(concatBytes(bytes)).digest())
}
