import { formatSize, parseSize } from '../explain/size.ts'
import { called, subjectOf } from './subject.ts'
import { imagesOf, packageLists } from './subject-parts.ts'
import { type Verdict, verdict } from './verdict.ts'

/** Which size of an image counts. */
export interface SizeOptions {
  /**
   * `compressed`: what a registry stores and a client pulls, the default of images. `installed`: the layers unpacked; of a
   * plan, which has no other, what the index says that its packages take.
   */
  readonly of?: 'compressed' | 'installed'
}

/** See {@link NacreMatchers.toBeSmallerThan}. */
export function toBeSmallerThan(
  this: { readonly isNot: boolean },
  received: unknown,
  size: string | number,
  options: SizeOptions = {},
): Verdict {
  const subject = subjectOf('toBeSmallerThan', received, ['plan', 'image', 'architecture'])
  const limit = parseSize(size)
  const of = subject.kind === 'plan' ? 'installed' : (options.of ?? 'compressed')
  const sizes =
    subject.kind === 'plan'
      ? packageLists(subject).map(({ arch, packages }) => ({ arch, bytes: sum(packages, 'installedSize') }))
      : imagesOf(subject).map(({ architecture: { apk }, layers }) => ({
          arch: apk,
          bytes: sum(layers, of === 'compressed' ? 'size' : 'plainSize'),
        }))
  const architectures = sizes.map(({ arch, bytes }) => {
    const met = `has ${formatSize(bytes)} ${of}`
    return bytes < limit ? { arch, problem: [], met } : { arch, problem: [`${met}, ${excess(bytes - limit)}`] }
  })
  return verdict(this, called(subject), `to be smaller than ${formatSize(limit)} ${of}`, architectures)
}

function excess(bytes: number): string {
  return bytes === 0 ? 'which is exactly the limit' : `${formatSize(bytes)} too much`
}

function sum<Key extends string>(items: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return items.reduce((total, item) => total + item[key], 0)
}
