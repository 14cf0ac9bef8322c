import type { LayeringEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { groupByOrigin } from './group-by-origin.ts'

/** One group of packages whose files share a layer. */
export type LayerGroup = readonly ExpandedPackage[]

/**
 * A layering of one's own: groups of packages, lowest layer first. Packages in no group, directories and everything that
 * the build makes itself go to the top layer.
 */
export type LayeringFunction = (packages: readonly ExpandedPackage[]) => readonly LayerGroup[]

/**
 * The groups that a definition asks for, lowest first; none at all where everything shares one layer.
 *
 * @throws ImageError `ERR_IMAGE_LAYERING` for a strategy that nobody knows, a budget that is no count, a function that is
 * missing, or one whose groups name a package twice or one that is not there
 */
export function layerGroups(
  packages: readonly ExpandedPackage[],
  layering: LayeringEntry | undefined,
  custom: LayeringFunction | undefined,
): readonly LayerGroup[] {
  switch (layering?.strategy) {
    case undefined:
    case 'single':
      return []
    case 'origin':
      return groupByOrigin(packages, budgetOf(layering))
    case 'package':
      return packages.map((pkg) => [pkg])
    case 'custom':
      if (custom === undefined) throw refuse('the function that spreads packages over layers was not handed over')
      return checked(custom(packages), packages)
    default:
      throw refuse(`there is no strategy called "${String(layering?.strategy)}"`)
  }
}

function budgetOf({ budget = 0 }: LayeringEntry): number {
  if (Number.isSafeInteger(budget) && budget >= 0) return budget
  throw refuse(`the budget ${budget} is no count of layers`)
}

function checked(groups: readonly LayerGroup[], packages: readonly ExpandedPackage[]): readonly LayerGroup[] {
  const left = new Set(packages)
  if (!Array.isArray(groups) || !groups.every(Array.isArray))
    throw refuse('the function gave no list of lists of packages')
  for (const pkg of groups.flat()) {
    if (typeof pkg !== 'object' || pkg === null || !('info' in pkg)) throw refuse('the groups hold what is no package')
    if (!left.delete(pkg)) throw refuse(`the groups name ${pkg.info.name} twice, or it is no package of this image`)
  }
  return groups
}

/** Why a base image allows one layer only. */
export function layeringOnBase(): ImageError {
  return refuse('what goes on top of a base image is one layer')
}

function refuse(what: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_LAYERING',
    `Spreading packages over layers: ${what}. Use .layers('single' | 'origin' | 'package'), or a function.`,
  )
}
