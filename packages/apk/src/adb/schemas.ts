/**
 * The schemas of v3 files as data: field name to slot number (apk-tools apk_adb.h and apk_adb.c;
 * the names are those that `apk adbdump` prints).
 */

/** Schema words of the file header: four characters, read as a little-endian number. */
export const schema = {
  package: 0x676b6370,
  index: 0x78646e69,
  installed: 0x00626469,
} as const

/** Root of a package. */
export const packageField = { info: 1, paths: 2, scripts: 3, triggers: 4, replacesPriority: 5 } as const

/** What a package says of itself, in the package and in an index. */
export const infoField = {
  name: 1,
  version: 2,
  hashes: 3,
  description: 4,
  arch: 5,
  license: 6,
  origin: 7,
  maintainer: 8,
  url: 9,
  repoCommit: 10,
  buildTime: 11,
  installedSize: 12,
  fileSize: 13,
  providerPriority: 14,
  depends: 15,
  provides: 16,
  replaces: 17,
  installIf: 18,
  recommends: 19,
  layer: 20,
  tags: 21,
} as const

/** One requirement. */
export const dependencyField = { name: 1, version: 2, match: 3 } as const

/** One directory, with what lies directly in it. */
export const directoryField = { name: 1, acl: 2, files: 3 } as const

/** One file, link or device. */
export const fileField = { name: 1, acl: 2, size: 3, mtime: 4, hash: 5, target: 6 } as const

/** Mode and owner of a directory or file. */
export const aclField = { mode: 1, user: 2, group: 3, xattrs: 4 } as const

/** Scripts by name, in slot order. */
export const scriptField = {
  trigger: 1,
  'pre-install': 2,
  'post-install': 3,
  'pre-deinstall': 4,
  'post-deinstall': 5,
  'pre-upgrade': 6,
  'post-upgrade': 7,
} as const

/** Root of an index. */
export const indexField = { description: 1, packages: 2, pkgnameSpec: 3 } as const
