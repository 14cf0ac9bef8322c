import { ImageError } from '../error.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { LayerRecipe } from '../layer/recipe.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** What an image is made of, before it is packed. */
export interface ImageTree {
  /** Packages in install order. */
  readonly packages: readonly ExpandedPackage[]
  readonly rootfs: RootFs
  /** One for each layer, lowest first. */
  readonly recipes: readonly LayerRecipe[]
}

/** The tree of an image that may be known without it: made when first needed. */
export class TreeOnDemand {
  readonly #make: () => Promise<ImageTree>
  #making: Promise<ImageTree> | undefined
  #made: ImageTree | undefined

  constructor(make: () => Promise<ImageTree>) {
    this.#make = make
  }

  /** Makes the tree where nobody has yet, or where that failed. */
  async read(): Promise<ImageTree> {
    this.#making ??= this.#make().catch((error: unknown) => {
      this.#making = undefined
      throw error
    })
    this.#made = await this.#making
    return this.#made
  }

  /**
   * The tree, if it was made.
   *
   * @throws ImageError `ERR_IMAGE_TREE_UNREAD`
   */
  get made(): ImageTree {
    if (this.#made !== undefined) return this.#made
    throw new ImageError(
      'ERR_IMAGE_TREE_UNREAD',
      'Looking into an image that was known already: with { tree: false } its tree was not made. Await readTrees() of the built image first, or build without that option.',
    )
  }
}
