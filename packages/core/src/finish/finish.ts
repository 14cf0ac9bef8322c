import type { ImageDefinition } from '../definition/definition.ts'
import type { InstalledPackage } from '../install/install.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { writeAccounts } from './accounts.ts'
import { apkoJson } from './apko-json.ts'
import { writeBundleChecksums } from './bundles.ts'
import { linkBusybox } from './busybox.ts'
import { installCertificates } from './certificates.ts'
import { placeDevices } from './devices.ts'
import { writeLibraryCache } from './library-cache.ts'
import type { LocalFiles } from './local-files.ts'
import { applyPaths } from './paths.ts'
import { writeRuntimeKeyring } from './runtime-keyring.ts'
import { writeServices } from './services.ts'
import { writeRepositories, writeSystemFiles } from './system-files.ts'

/** What a tree is finished with, once its packages are installed. */
export interface FinishInput {
  readonly rootfs: RootFs
  readonly definition: ImageDefinition
  readonly profile: Profile
  /** APK's name of the architecture. */
  readonly arch: string
  readonly installed: readonly InstalledPackage[]
  /** Lines of `/etc/apk/world`. */
  readonly world: readonly string[]
  /** Packages as the definition that is left in the image names them. */
  readonly locked: readonly string[]
  /** Keys that the indexes were verified with, by name. */
  readonly keys: ReadonlyMap<string, string | Uint8Array>
  /** Seconds since 1970: the image's date. */
  readonly epoch: number
  readonly local: LocalFiles
}

/**
 * Everything that a definition adds to the packages, in apko's order.
 *
 * @returns the user that the image runs as, a name already turned into its id
 * @throws ImageError
 */
export async function finishRootFs(input: FinishInput): Promise<{ runAs: string | undefined }> {
  const { rootfs, definition, profile, arch, installed, epoch, local } = input
  const packages = installed.map((one) => one.package)
  const runAs =
    definition.base === undefined || profile.baseAccounts === 'added'
      ? await writeAccounts(rootfs, definition.accounts, profile)
      : definition.accounts.runAs
  if (profile.definitionFile !== 'none') {
    const text = apkoJson({ definition, arch, packages: input.locked, runAs })
    rootfs.writeFile(profile.definitionFile, text, { mode: 0o444 })
  }
  // Where apk's files are the tree's first, a path entry meets them already.
  if (profile.skeleton === 'none') writeSystemFiles(input)
  await applyPaths(rootfs, definition.paths, { profile, local })
  const trusted = await installCertificates(rootfs, definition.certificates, installed, epoch)
  if (trusted || profile.bundleChecksums === 'always') await writeBundleChecksums(rootfs, epoch)
  writeRuntimeKeyring(rootfs, definition.runtimeKeyring, epoch)
  writeServices(rootfs, definition.entrypoint?.services)
  await linkBusybox(rootfs, packages, profile)
  placeDevices(rootfs, profile)
  await writeLibraryCache(rootfs, profile)
  if (profile.skeleton !== 'none') writeRepositories(rootfs, definition, profile)
  return { runAs }
}
