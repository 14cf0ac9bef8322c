import { hash, toHex } from '@nacre/archive'
import { joinPath, splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** Where programs look for certificate authorities as PEM: Alpine's place, that of Amazon ECS, that of Kaniko. */
export const CERTIFICATE_BUNDLES: readonly string[] = [
  'etc/ssl/certs/ca-certificates.crt',
  'var/lib/ecs/deps/execute-command/certs/tls-ca-bundle.pem',
  'kaniko/ssl/certs/ca-certificates.crt',
]

/** Where Java looks for them. */
export const TRUST_STORES: readonly string[] = ['etc/ssl/certs/java/cacerts']

/**
 * Leaves `.<name>.sha256` beside every bundle that is there, as `sha256sum` would write it, so that a change after the
 * build can be told.
 *
 * @param epoch seconds since 1970 that the files get
 */
export async function writeBundleChecksums(rootfs: RootFs, epoch: number): Promise<void> {
  for (const path of [...CERTIFICATE_BUNDLES, ...TRUST_STORES]) {
    const bytes = await rootfs.readFile(path)
    if (bytes === undefined) continue
    const { directory, name } = splitPath(path)
    const beside = joinPath(directory, `.${name}.sha256`)
    const attributes = rootfs.lookup(beside, { follow: true }) === undefined ? { mode: 0o444 } : {}
    rootfs.writeFile(beside, `${toHex(hash('sha256', bytes))}  ${name}\n`, { ...attributes, mtime: epoch })
  }
}
