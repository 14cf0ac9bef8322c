import type { ExpandedPackage } from '../fetch/expanded-package.ts'

/** One group of packages whose files share a layer. */
export type LayerGroup = readonly ExpandedPackage[]

/**
 * A layering of one's own: groups of packages, lowest layer first. Packages in no group, directories and everything that
 * the build makes itself go to the top layer.
 */
export type LayeringFunction = (packages: readonly ExpandedPackage[]) => readonly LayerGroup[]
