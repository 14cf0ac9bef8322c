import type { BuildOptions } from '../build/build.ts'
import type { BuiltImage } from '../build/built-image.ts'
import { ImageError } from '../error.ts'
import { isBuiltImage, subjectOf } from './subject.ts'
import type { Verdict } from './verdict.ts'

/** See {@link NacreMatchers.toBeReproducible}. */
export async function toBeReproducible(received: unknown, options: BuildOptions = {}): Promise<Verdict> {
  const build = isBuilder(received) ? () => builtBy(received) : () => chainOf(received).build(options)
  const first = await build()
  const second = await build()
  const same = first.digest === second.digest
  const differences = same ? '' : String(await first.diff(second))
  return {
    pass: same,
    message: () =>
      same
        ? `expected two builds not to give the same image\n\nboth gave ${first.digest}`
        : `expected two builds to give the same image\n\n${differences}`,
  }
}

function isBuilder(received: unknown): received is () => unknown {
  return typeof received === 'function'
}

function chainOf(received: unknown): { build(options: BuildOptions): Promise<BuiltImage> } {
  return subjectOf('toBeReproducible', received, ['definition']).chain
}

async function builtBy(build: () => unknown): Promise<BuiltImage> {
  const built = await build()
  if (isBuiltImage(built)) return built
  throw new ImageError(
    'ERR_IMAGE_MATCHER_SUBJECT',
    'toBeReproducible was handed a function that builds no image. Return the promise of definition.build(…) from it.',
    { details: { matcher: 'toBeReproducible' } },
  )
}
