/** The names of the two profiles. */
export type ProfileName = 'nacre' | 'apko'

/** How a tree is made out of packages, wherever apk and apko disagree. */
export interface Profile {
  readonly name: ProfileName
  /** How `.PKGINFO` is read: as apk reads it, or by the INI rules of apko's library, which cut values at `#` and `;`. */
  readonly packageInfo: 'apk' | 'ini'
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
  /** Directories, devices, keys and empty files of apk that stand before the first package, so that it meets them. */
  readonly skeleton: 'none' | 'apko'
  /** Whether `lib/apk` is made a link to the installed database below `usr`. */
  readonly databaseLink: boolean
  /** Which name of a hard-linked file holds the content in a layer. */
  readonly hardlinks: 'first-name' | 'as-written'
  /** `etc/apk/world`: what was asked for, or every package with its version. */
  readonly world: 'requested' | 'locked'
  /** Whether the definition is left in `etc/apko.json`. */
  readonly definitionFile: 'none' | 'etc/apko.json'
  /** Lines of `etc/apk/repositories`: URLs alone, without credentials; or all as they are, directories of the building machine too. */
  readonly runtimeRepositories: 'urls' | 'all'
  /** Choice among candidates and order of installation. */
  readonly resolver: 'apk' | 'apko'
  /** Whether `/etc/passwd` is written when no user is defined. */
  readonly passwd: 'always' | 'with-users'
  /** Who gets a home directory: every account of the tree, or those that the definition creates. */
  readonly homes: 'every-account' | 'defined-users'
  /** Documents about the image: every package and a namespace of their own, or what apko 1.2 writes. */
  readonly sbom: 'nacre' | 'apko'
  /** What an account that the definition makes says of itself in `/etc/passwd`. */
  readonly accountComment: string
  /** Account files: lines are added to what is there, or every line is taken apart and written anew. */
  readonly accountFiles: 'appended' | 'rewritten'
  /** The tree of a base image: known while packages are installed on top, or forgotten but for its database. */
  readonly baseTree: 'known' | 'forgotten'
  /** Environment and labels of a base image: inherited, or replaced. */
  readonly baseConfig: 'inherited' | 'replaced'
  /** Whether accounts and paths may be added on top of a base image. */
  readonly baseAccounts: 'added' | 'kept'
  /** Mode of a path entry that names none: the usual one of its kind, or 0. */
  readonly modelessPaths: 'usual' | 'zero'
  /** Mode of directories that are missing above a path entry for a directory: 0755, or that of the entry. */
  readonly missingParents: 'usual' | 'alike'
  /** What a path entry's mode and owner change when the path is a symbolic link. */
  readonly linkAttributes: 'link' | 'target'
  /** What emptying a file of a package leaves behind: nothing, or the package's content. */
  readonly emptiedFiles: 'empty' | 'packaged'
  /** When certificate bundles get a file with their checksum. */
  readonly bundleChecksums: 'with-certificates' | 'always'
  /** Links to busybox: to applets that the program has, dated like their directory; or to all of a list, dating the directory. */
  readonly busyboxLinks: 'present-applets' | 'listed-applets'
  /** Whether the five usual character devices are made where they are missing. */
  readonly devices: 'runtime' | 'image'
  /** Machines and directives that `ld.so.cache` is made with: all, or x86_64 and aarch64 up to the first `include`. */
  readonly libraryCache: 'complete' | 'apko'
  /** Directories in a lower layer: those that lead to its files, or those of the directory that was written last. */
  readonly layerDirectories: 'leading' | 'last-visited'
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
    // A description may hold any character.
    packageInfo: 'apk',
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
    // The database stands where apk looks; there is nothing to lead to.
    databaseLink: false,
    // A link must follow its target for tools that unpack in one pass.
    hardlinks: 'first-name',
    // apk inside the container upgrades what was asked for, not what came with it.
    world: 'requested',
    // The SBOM and the labels describe an image; a file inside it would tie its layer to how it was asked for.
    definitionFile: 'none',
    // A directory of the building machine means nothing inside a container, and would tie the digest to its name; a password in an
    // image is everybody's.
    runtimeRepositories: 'urls',
    resolver: 'apk',
    // An image without accounts is left without them.
    passwd: 'with-users',
    // Packages bring the directories of the accounts that they define.
    homes: 'defined-users',
    accountComment: 'Account created by nacre',
    // What a package wrote stays as it wrote it, the date of the last password change included.
    accountFiles: 'appended',
    // Two owners of one file are a conflict, whichever layer they stand in.
    baseTree: 'known',
    // What the base needs to run, what stands on it needs too.
    baseConfig: 'inherited',
    // The account files of the base are known, so lines can be added to them.
    baseAccounts: 'added',
    // Nobody who leaves the mode out means a file that no one may read.
    modelessPaths: 'usual',
    // Only the directory that was asked for is to be private, not the way to it.
    missingParents: 'usual',
    // A link made here says nothing about its target, which may not even exist.
    linkAttributes: 'link',
    emptiedFiles: 'empty',
    // A checksum answers the question whether this build changed the bundle; without certificates it did not.
    bundleChecksums: 'with-certificates',
    // A link to an applet that was left out of the program only fails later.
    busyboxLinks: 'present-applets',
    // Runtimes mount /dev, and rootless tools cannot unpack devices.
    devices: 'runtime',
    // riscv64 and s390x have libraries too, and what follows an include counts.
    libraryCache: 'complete',
    // A package without an SBOM of its own is still in the image.
    sbom: 'nacre',
    // A directory that no file of the layer stands in says nothing.
    layerDirectories: 'leading',
    // Annotations speak to registries, labels to runtimes; who wants both says both.
    labels: 'own',
    // An image copied out of its index should still say where it comes from.
    sourceAnnotations: 'everywhere',
  },
  apko: {
    name: 'apko',
    packageInfo: 'ini',
    owners: 'root',
    directories: 'first',
    conflicts: 'apko',
    dotEntries: 'skip-leading',
    database: 'usr/lib/apk/db',
    databaseText: 'apko',
    skeleton: 'apko',
    databaseLink: true,
    hardlinks: 'as-written',
    world: 'locked',
    definitionFile: 'etc/apko.json',
    runtimeRepositories: 'all',
    resolver: 'apko',
    passwd: 'always',
    homes: 'every-account',
    accountComment: 'Account created by apko',
    accountFiles: 'rewritten',
    baseTree: 'forgotten',
    baseConfig: 'replaced',
    baseAccounts: 'kept',
    modelessPaths: 'zero',
    missingParents: 'alike',
    linkAttributes: 'target',
    emptiedFiles: 'packaged',
    bundleChecksums: 'always',
    busyboxLinks: 'listed-applets',
    devices: 'image',
    libraryCache: 'apko',
    layerDirectories: 'last-visited',
    sbom: 'apko',
    labels: 'annotations',
    sourceAnnotations: 'index',
  },
}
