import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeIndex } from '../apkindex/write.ts'
import { ApkError } from '../error.ts'
import { Keyring } from '../keyring/keyring.ts'
import type { Signer } from '../keyring/signing-key.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { openPackage } from '../package/open.ts'
import type { SigningOptions } from '../package/signature-member.ts'
import { type LocalRepository, localRepository } from './local.ts'
import { packageFileName } from './package-file-name.ts'

/** What a repository is made of. */
export interface CreateRepositoryOptions extends SigningOptions {
  /** Package files as bytes, or paths of package files. */
  packages: Iterable<Uint8Array | string>
  /** Directory to write into; made where absent. Files of the same name are replaced, others stay. */
  dir: string
  /**
   * Architectures to make an index for; `noarch` packages go into each. Default: those of the packages.
   */
  arch?: string | readonly string[]
  /** Text of the index, at most 160 bytes to be seen by apk-tools 3. */
  description?: string
  signal?: AbortSignal
}

/**
 * Writes a directory that apk clients install from: `DIR/ARCH/NAME-VERSION.apk`, `DIR/ARCH/APKINDEX.tar.gz`, and the public halves of keys
 * that hold them as `DIR/KEYNAME`. Every package is verified first. Files are written under another name and renamed, the index last.
 *
 * @throws ApkError ERR_APK_REPOSITORY_ARCH packages of an architecture that was not asked for, or only `noarch` ones without
 *   `arch`; ERR_APK_REPOSITORY_DUPLICATE two packages of one name and version; and those of {@link openPackage} and `writeIndex`
 */
export async function createRepository(options: CreateRepositoryOptions): Promise<LocalRepository> {
  const { dir, signal } = options
  const packages = await loadPackages(options.packages, signal)
  const arches = archesOf(packages, options.arch)
  for (const arch of arches) {
    const chosen = packages.filter(({ record }) => record.arch === arch || isNoarch(record))
    requireDistinct(chosen, arch)
    await mkdir(join(dir, arch), { recursive: true })
    for (const { record, file } of chosen) {
      signal?.throwIfAborted()
      await writeWhole(join(dir, arch, packageFileName(record)), file)
    }
    // Clients fetch from the directory that `A:` names, so `noarch` becomes that of the index (apk index --rewrite-arch).
    const index = await writeIndex(
      chosen.map(({ record }) => ({ ...record, arch })),
      options,
    )
    await writeWhole(join(dir, arch, 'APKINDEX.tar.gz'), index)
  }
  const keyring = Keyring.of(publicHalves(options.key))
  for (const key of keyring.keys()) await writeWhole(join(dir, key.name), new TextEncoder().encode(key.pem))
  return localRepository(dir, keyring.names.length === 0 ? {} : { keyring })
}

interface LoadedPackage {
  readonly record: IndexRecord
  readonly file: Uint8Array
}

async function loadPackages(packages: Iterable<Uint8Array | string>, signal?: AbortSignal): Promise<LoadedPackage[]> {
  const loaded: LoadedPackage[] = []
  for (const source of packages) {
    signal?.throwIfAborted()
    const file = typeof source === 'string' ? await readFile(source) : source
    const apk = await openPackage(file)
    await apk.verify()
    loaded.push({ record: apk.record(), file })
  }
  return loaded
}

function isNoarch(record: IndexRecord): boolean {
  return record.arch === undefined || record.arch === 'noarch'
}

function archesOf(packages: readonly LoadedPackage[], wanted: string | readonly string[] | undefined): string[] {
  const present = new Set(packages.flatMap(({ record }) => (isNoarch(record) ? [] : [record.arch ?? ''])))
  const arches = wanted === undefined ? [...present].sort() : [wanted].flat()
  const strange = [...present].filter((arch) => !arches.includes(arch))
  if (arches.length > 0 && strange.length === 0) return arches
  const met = strange.length > 0 ? `packages are for ${strange.join(', ')}` : 'no package names an architecture'
  throw new ApkError(
    'ERR_APK_REPOSITORY_ARCH',
    `Writing a repository: ${met}, and the architectures asked for are ${arches.join(', ') || 'none'}. Set arch to those to be written`,
    { details: { found: [...present], wanted: arches } },
  )
}

function requireDistinct(packages: readonly LoadedPackage[], arch: string): void {
  const names = new Set<string>()
  for (const { record } of packages) {
    const name = packageFileName(record)
    if (!names.has(name)) {
      names.add(name)
      continue
    }
    throw new ApkError(
      'ERR_APK_REPOSITORY_DUPLICATE',
      `Writing a repository: two packages for ${arch} would be ${name}. Leave one out, or raise the release of the other`,
      { details: { arch, file: name } },
    )
  }
}

function publicHalves(key: Signer | readonly Signer[] | undefined): { name: string; publicPem: string }[] {
  const signers: readonly Signer[] = key === undefined ? [] : 'sign' in key ? [key] : key
  return signers.flatMap((signer) =>
    'publicPem' in signer && typeof signer.publicPem === 'string'
      ? [{ name: signer.name, publicPem: signer.publicPem }]
      : [],
  )
}

/** A file is there whole or not at all. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, bytes)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
