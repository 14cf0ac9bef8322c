import type { ArchitectureImage, BuiltImage } from '../build/built-image.ts'
import { type ConfigChange, configChanges } from './config-changes.ts'
import { type FileChange, fileChanges } from './file-changes.ts'
import { formatImageDiff } from './format-image-diff.ts'
import { type PackageChange, type PackageState, packageChanges } from './package-changes.ts'
import { packageSizes } from './package-sizes.ts'

/** How the image of one architecture differs. */
export interface ArchitectureDiff {
  /** APK name. */
  readonly arch: string
  readonly packages: readonly PackageChange[]
  readonly files: readonly FileChange[]
  readonly config: readonly ConfigChange[]
  /** Bytes of files that each package brings, where they differ; `(image)` stands for what the build made. */
  readonly sizes: readonly { readonly name: string; readonly before: number; readonly after: number }[]
  /** Bytes of all files. */
  readonly size: { readonly before: number; readonly after: number }
}

/** How two built images differ. */
export interface ImageDiff {
  /** Whether the images have one digest: then nothing else differs either. */
  readonly same: boolean
  readonly digest: { readonly before: string; readonly after: string }
  /** Architectures that only one of them has. */
  readonly archs: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Architectures that both have, in the order of the index. */
  readonly architectures: readonly ArchitectureDiff[]
  /** The same for people, in lines of at most 100 columns. */
  toString(): string
}

/** Compares two built images: packages, files, config, sizes. */
export async function diffImages(before: BuiltImage, after: BuiltImage): Promise<ImageDiff> {
  const shared = before.archs.filter((arch) => after.archs.includes(arch))
  const diff = {
    same: before.digest === after.digest,
    digest: { before: before.digest, after: after.digest },
    archs: {
      added: after.archs.filter((arch) => !shared.includes(arch)),
      removed: before.archs.filter((arch) => !shared.includes(arch)),
    },
    architectures: await Promise.all(shared.map((arch) => diffArchitecture(before.arch(arch), after.arch(arch)))),
  }
  return { ...diff, toString: () => formatImageDiff(diff) }
}

async function diffArchitecture(before: ArchitectureImage, after: ArchitectureImage): Promise<ArchitectureDiff> {
  const old = packageSizes(before)
  const now = packageSizes(after)
  const names = [...new Set([...old.keys(), ...now.keys()])].sort()
  const sizes = names.map((name) => ({ name, before: old.get(name) ?? 0, after: now.get(name) ?? 0 }))
  return {
    arch: before.architecture.apk,
    packages: packageChanges(packageStates(before, old), packageStates(after, now)),
    files: await fileChanges(before, after),
    config: configChanges(before.config, after.config),
    sizes: sizes.filter((one) => one.before !== one.after),
    size: { before: total(old), after: total(now) },
  }
}

function packageStates({ packages }: ArchitectureImage, sizes: ReadonlyMap<string, number>): PackageState[] {
  return packages.map(({ info: { name, version }, checksum }) => ({
    name,
    version,
    checksum,
    size: sizes.get(name) ?? 0,
  }))
}

function total(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}
