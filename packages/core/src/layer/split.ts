import { bytesContent, type Content } from '../rootfs/content.ts'
import type { DirectoryNode, FileNode } from '../rootfs/node.ts'
import { inode, type Node } from '../rootfs/node.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { type EntryContext, layerEntry } from './entry.ts'
import { type LayerRecipe, RecipeBuilder } from './recipe.ts'

/** How a tree is spread over layers. */
export interface SplitPlan {
  /** Number of layers below the top one. */
  readonly groups: number
  /** Group of a package, by its position in install order; nothing for the top layer. */
  groupOf(owner: number): number | undefined
  /** Path of the installed database. */
  readonly database: string
  /** What a group's layer has there: the records of its packages. */
  databaseOf(group: number): Uint8Array
}

/**
 * The recipe of every layer, lowest first, the top one last. Files and links of a package go to the layer of its group;
 * directories, and what the build made, to the top. A lower layer gets the directories that lead to its files, as old as
 * the first file that needs them, so that no other package's time changes it (apko 1.2, layering).
 */
export function splitRecipes(rootfs: RootFs, plan: SplitPlan, context: Omit<EntryContext, 'placed'>): LayerRecipe[] {
  const layers = Array.from({ length: plan.groups + 1 }, () => new LayerBuilder(context))
  const top = layers[plan.groups]!
  const lastVisited = context.profile.layerDirectories === 'last-visited'
  let visited: readonly Ancestor[] = []
  const visit = (directory: DirectoryNode, prefix: string, leading: readonly Ancestor[]): void => {
    for (const name of rootfs.names(directory)) {
      const node = directory.children.get(name)!
      const below = prefix + name
      if (node.kind === 'directory') {
        top.add(below, node, [])
        visited = [...leading, { path: below, node }]
        visit(node, `${below}/`, visited)
        continue
      }
      const above = lastVisited ? visited : leading
      const layer = layers[groupOf(node, plan) ?? plan.groups]!
      layer.add(below, node, layer === top ? [] : above)
      if (below !== plan.database) continue
      for (let group = 0; group < plan.groups; group++) {
        layers[group]!.add(below, partial(inode(node) as FileNode, plan.databaseOf(group)), above)
      }
    }
  }
  visit(rootfs.root, '', [])
  return layers.map(({ recipe }) => recipe.finish())
}

function groupOf(node: Node, plan: SplitPlan): number | undefined {
  const { owner } = inode(node)
  return owner === undefined ? undefined : plan.groupOf(owner)
}

function partial(database: FileNode, value: Uint8Array): FileNode {
  const content: Content = bytesContent(value)
  return { ...database, content }
}

interface Ancestor {
  readonly path: string
  readonly node: DirectoryNode
}

class LayerBuilder {
  readonly recipe: RecipeBuilder = new RecipeBuilder()
  readonly #context: EntryContext
  readonly #directories = new Set<DirectoryNode>()

  constructor(context: Omit<EntryContext, 'placed'>) {
    this.#context = { ...context, placed: new Map() }
  }

  add(path: string, node: Node, ancestors: readonly Ancestor[]): void {
    for (const ancestor of ancestors) {
      if (this.#directories.has(ancestor.node)) continue
      this.#directories.add(ancestor.node)
      this.recipe.add(layerEntry(ancestor.path, { ...ancestor.node, mtime: inode(node).mtime }, this.#context))
    }
    this.recipe.add(layerEntry(path, node, this.#context))
  }
}
