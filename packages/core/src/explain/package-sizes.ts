import type { OwnedTree } from './file-changes.ts'

/** What the image itself holds: accounts, databases, files of the definition. */
export const NO_PACKAGE = '(image)'

/** Bytes of files in a tree by the package that they come from; {@link NO_PACKAGE} for what the build made. */
export function packageSizes({ rootfs, packages }: OwnedTree): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const [, node] of rootfs.walk()) {
    if (node.kind !== 'file') continue
    const name = (node.owner === undefined ? undefined : packages[node.owner]?.info.name) ?? NO_PACKAGE
    sizes.set(name, (sizes.get(name) ?? 0) + node.content.size)
  }
  return sizes
}
