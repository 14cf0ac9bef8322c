/** The names of the two profiles. */
export type ProfileName = 'nacre' | 'apko'

/** How a tree is made out of packages, wherever apk and apko disagree. */
export interface Profile {
  readonly name: ProfileName
  /** Owners of package files and directories: those of the package, or root's throughout. */
  readonly owners: 'package' | 'root'
  /** Mode of a directory that packages bring: all bits, the most entitled package's; or the first one's 0777 bits. */
  readonly directories: 'most-entitled' | 'first'
  /** Which package's file stays when two bring the same path. */
  readonly conflicts: 'apk' | 'apko'
  /** Names that begin with a dot at the top of a package: all skipped, or those before the first other name. */
  readonly dotEntries: 'skip' | 'skip-leading'
  /** Where the installed database stands. */
  readonly database: 'lib/apk/db' | 'usr/lib/apk/db'
  /** Text of the installed database, of `scripts.tar` and of `triggers`. */
  readonly databaseText: 'apk' | 'apko'
  /** Directories, device nodes and empty files that stand before the first package. */
  readonly skeleton: 'none' | 'apko'
  /** Which name of a hard-linked file holds the content in a layer. */
  readonly hardlinks: 'first-name' | 'as-written'
  /** `etc/apk/world`: what was asked for, or every package with its version. */
  readonly world: 'requested' | 'locked'
  /** Lines of `etc/apk/repositories`: URLs alone, or directories of the building machine too. */
  readonly runtimeRepositories: 'urls' | 'all'
  /** Choice among candidates and order of installation. */
  readonly resolver: 'apk' | 'apko'
  /** Whether `/etc/passwd` is written when no user is defined. */
  readonly passwd: 'always' | 'with-users'
  /** Who gets a home directory: every account of the tree, or those that the definition creates. */
  readonly homes: 'every-account' | 'defined-users'
  /** Documents about the image: every package and a namespace of their own, or what apko 1.2 writes. */
  readonly sbom: 'nacre' | 'apko'
  /** Labels of the image config: those of the definition alone, or the manifest's annotations with them. */
  readonly labels: 'own' | 'annotations'
  /** Whether the source revision stands on the image manifests as well as on the index. */
  readonly sourceAnnotations: 'everywhere' | 'index'
}

/**
 * Every difference between the two profiles; nothing else asks which one it runs under.
 * `nacre` does what apk does on a real system. `apko` reproduces apko 1.2 bit for bit.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  nacre: {
    name: 'nacre',
    // Services that run as their own user need their files to be theirs (chrony, shadow).
    owners: 'package',
    // /tmp is sticky and /root is private because a package says so.
    directories: 'most-entitled',
    // `replaces` counts with its version and priority, and equal content is no excuse: apk's own rules.
    conflicts: 'apk',
    // apk skips every top-level name with a dot.
    dotEntries: 'skip',
    // Where apk 2.14, apk 3 and every scanner look.
    database: 'lib/apk/db',
    databaseText: 'apk',
    // Packages bring the directories; runtimes mount /dev, /proc and /sys, and rootless tools cannot unpack devices.
    skeleton: 'none',
    // A link must follow its target for tools that unpack in one pass.
    hardlinks: 'first-name',
    // apk inside the container upgrades what was asked for, not what came with it.
    world: 'requested',
    // A directory of the building machine means nothing inside a container, and would tie the digest to its name.
    runtimeRepositories: 'urls',
    resolver: 'apk',
    // An image without accounts is left without them.
    passwd: 'with-users',
    // Packages bring the directories of the accounts that they define.
    homes: 'defined-users',
    // A package without an SBOM of its own is still in the image.
    sbom: 'nacre',
    // Annotations speak to registries, labels to runtimes; who wants both says both.
    labels: 'own',
    // An image copied out of its index should still say where it comes from.
    sourceAnnotations: 'everywhere',
  },
  apko: {
    name: 'apko',
    owners: 'root',
    directories: 'first',
    conflicts: 'apko',
    dotEntries: 'skip-leading',
    database: 'usr/lib/apk/db',
    databaseText: 'apko',
    skeleton: 'apko',
    hardlinks: 'as-written',
    world: 'locked',
    runtimeRepositories: 'all',
    resolver: 'apko',
    passwd: 'always',
    homes: 'every-account',
    sbom: 'apko',
    labels: 'annotations',
    sourceAnnotations: 'index',
  },
}
