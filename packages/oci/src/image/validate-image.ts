import { createHasher, toHex } from '@nacre/archive'
import type { Digest } from '../model/digest.ts'
import { parseDigest } from '../model/digest.ts'
import type { Fault } from '../model/fault.ts'
import type { PlaceOptions } from '../places/place.ts'
import type { Image, Layer } from './image.ts'

/**
 * Reads a whole image and derives everything again: the digests of manifest, config and layers, the diffID of every layer,
 * and that config and manifest agree. Nothing is held in memory whole but the documents.
 *
 * @returns every fault found; none says that the image is sound.
 */
export async function validateImage(image: Image, options: PlaceOptions = {}): Promise<readonly Fault[]> {
  const faults: Fault[] = []
  const attempt = async (path: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      options.signal?.throwIfAborted()
      faults.push({ path, message: error instanceof Error ? error.message : String(error) })
    }
  }
  await attempt('manifest', async () => {
    await image.manifest(options)
  })
  await attempt('config', async () => {
    const { history } = await image.config(options)
    const { diff_ids: diffIds } = (await image.config(options)).rootfs
    const steps = history?.filter((step) => step.empty_layer !== true).length
    // image-spec v1.1, config.md: history entries without empty_layer stand for one layer each.
    if (steps !== undefined && steps > 0 && steps !== diffIds.length) {
      faults.push({ path: 'config.history', message: `tells of ${steps} layers, rootfs.diff_ids of ${diffIds.length}` })
    }
  })
  if (faults.some(({ path }) => path === 'manifest' || path === 'config')) return faults
  await attempt('layers', async () => {
    const layers = await image.layers(options)
    for (const [at, layer] of layers.entries()) {
      await attempt(`layers[${at}]`, async () => {
        const met = await diffIdOf(layer, options)
        if (met === layer.diffId) return
        faults.push({ path: `config.rootfs.diff_ids[${at}]`, message: `is ${layer.diffId}, the layer gives ${met}` })
      })
    }
  })
  return faults
}

async function diffIdOf(layer: Layer, options: PlaceOptions): Promise<Digest> {
  const { algorithm } = parseDigest(layer.diffId)
  const hasher = createHasher(algorithm)
  for await (const piece of layer.tar(options)) hasher.update(piece)
  return `${algorithm}:${toHex(hasher.digest())}`
}
