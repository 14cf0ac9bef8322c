import { fileURLToPath } from 'node:url'
import { fromApko, type ImageChain } from '@nacre/core'

/** The image that `apko.yaml` describes. */
export async function definition(): Promise<ImageChain> {
  return await fromApko(fileURLToPath(new URL('apko.yaml', import.meta.url)))
}
