import type { ImageDefinition } from '../definition/definition.ts'
import { withoutCredentials } from '../lock/locked-url.ts'
import type { Profile } from '../profile.ts'
import { compareNames } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** What the files under `/etc/apk` are written from. */
export interface SystemInput {
  readonly rootfs: RootFs
  readonly definition: ImageDefinition
  readonly profile: Profile
  /** APK's name of the architecture. */
  readonly arch: string
  /** Lines of `/etc/apk/world`. */
  readonly world: readonly string[]
  /** Keys that the indexes were verified with, by name. */
  readonly keys: ReadonlyMap<string, string | Uint8Array>
}

/** Writes `/etc/apk/world`, `arch`, `repositories` and `keys`, so that apk works inside the container. */
export function writeSystemFiles({ rootfs, definition, profile, arch, world, keys }: SystemInput): void {
  rootfs.makeDirectory('etc/apk/keys')
  rootfs.writeFile('etc/apk/arch', `${arch}\n`)
  rootfs.writeFile('etc/apk/world', lines(world))
  rootfs.writeFile('etc/apk/repositories', lines(repositoryLines(definition, profile)))
  for (const [name, pem] of keys) {
    const path = `etc/apk/keys/${name}`
    if (rootfs.lookup(path) === undefined) rootfs.writeFile(path, pem)
  }
}

/** Writes `/etc/apk/repositories`. */
export function writeRepositories(rootfs: RootFs, definition: ImageDefinition, profile: Profile): void {
  rootfs.writeFile('etc/apk/repositories', lines(repositoryLines(definition, profile)))
}

/** The lines of `/etc/apk/repositories`: what the image is to be kept up to date from. */
export function repositoryLines(definition: ImageDefinition, profile: Profile): string[] {
  const everything = profile.runtimeRepositories === 'all'
  const lasting = definition.repositories.filter(
    ({ use, location }) => use !== 'build' && (everything || /^https?:/i.test(location)),
  )
  const named = lasting.map(({ location, tag }) => {
    const shown = everything ? location : withoutCredentials(location)
    return tag === undefined ? shown : `@${tag} ${shown}`
  })
  return [...new Set(named)].sort(compareNames)
}

function lines(values: readonly string[]): string {
  return values.map((value) => `${value}\n`).join('')
}
