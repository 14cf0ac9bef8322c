import type { CertificatesEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { InstalledPackage } from '../install/install.ts'
import { compareNames, joinPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { CERTIFICATE_BUNDLES, TRUST_STORES } from './bundles.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { checkName } from './check-name.ts'
import { addToTrustStore } from './trust-store.ts'

/** Where `update-ca-certificates` looks for certificates of the administrator. */
const LOCAL_CERTIFICATES = 'usr/local/share/ca-certificates'

interface Collected extends Certificate {
  /** What a Java trust store calls it. */
  readonly alias: string
}

/**
 * Trusts certificates of the definition, and those of packages that provide one of the named things: files of their own,
 * every bundle that is there, and the Java trust store.
 *
 * @param epoch seconds since 1970 that everything written gets
 * @returns whether there was any certificate
 * @throws ImageError `ERR_IMAGE_NAME`, `ERR_IMAGE_CERTIFICATE`, `ERR_IMAGE_TRUST_STORE`
 */
export async function installCertificates(
  rootfs: RootFs,
  certificates: CertificatesEntry | undefined,
  installed: readonly InstalledPackage[],
  epoch: number,
): Promise<boolean> {
  const collected = [
    ...ownCertificates(rootfs, certificates?.additional ?? [], epoch),
    ...(await providedCertificates(rootfs, certificates?.providers ?? [], installed)),
  ]
  if (collected.length === 0) return false
  for (const path of CERTIFICATE_BUNDLES) {
    const before = await rootfs.readFile(path)
    if (before === undefined) continue
    const added = new TextEncoder().encode(collected.map(({ pem }) => `${pem}\n`).join(''))
    rootfs.writeFile(path, Buffer.concat([before, added]), { mtime: epoch })
  }
  for (const path of TRUST_STORES) {
    const before = await rootfs.readFile(path)
    if (before !== undefined) rootfs.writeFile(path, addToTrustStore(before, collected, epoch), { mtime: epoch })
  }
  return true
}

function ownCertificates(
  rootfs: RootFs,
  additional: NonNullable<CertificatesEntry['additional']>,
  epoch: number,
): Collected[] {
  for (const { name } of additional) checkName(name, 'certificate')
  const faults: ImageError[] = []
  const read = additional.flatMap(({ name, content }): (Certificate & { alias: string })[] => {
    try {
      const certificate = readCertificate(content, name)
      return [{ ...certificate, alias: `${name}-${certificate.fingerprint}` }]
    } catch (error) {
      if (!(error instanceof ImageError)) throw error
      faults.push(error)
      return []
    }
  })
  if (faults.length === 1) throw faults[0]
  if (faults.length > 1) {
    throw new ImageError('ERR_IMAGE_CERTIFICATE', faults.map(({ message }) => message).join(' '), {
      details: { certificates: faults.map(({ details }) => details['certificate']) },
    })
  }
  if (read.length > 0) rootfs.makeDirectory(LOCAL_CERTIFICATES)
  for (const { alias, pem } of read)
    rootfs.writeFile(joinPath(LOCAL_CERTIFICATES, `${alias}.crt`), pem, { mtime: epoch })
  return read
}

async function providedCertificates(
  rootfs: RootFs,
  providers: readonly string[],
  installed: readonly InstalledPackage[],
): Promise<Collected[]> {
  const paths = installed
    .filter(({ package: { info } }) => info.provides.some((provided) => providers.includes(provided)))
    .flatMap((one) => one.entries.filter((entry) => entry.type !== 'directory' && !one.lost(entry)))
    .map(({ name }) => name)
    .filter((path) => path.startsWith(`${LOCAL_CERTIFICATES}/`) && /\.(crt|pem)$/.test(path))
  const collected: Collected[] = []
  for (const path of paths.sort(compareNames)) {
    const text = await rootfs.readText(path)
    const certificate = text === undefined ? undefined : certificateIn(text, path)
    if (certificate !== undefined) collected.push({ ...certificate, alias: `pkg-${certificate.fingerprint}` })
  }
  return collected
}

// A package's file that holds no certificate, or several, is not meant for this.
function certificateIn(text: string, path: string): Certificate | undefined {
  try {
    return readCertificate(text, path)
  } catch (error) {
    if (error instanceof ImageError) return undefined
    throw error
  }
}
