import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type InstalledPackage as InstalledRecord, parseInstalled } from '@nacre/apk'
import type { Store } from '@nacre/archive/store'
import type { Image, ImageConfig, Manifest } from '@nacre/oci'
import type { Architecture } from '../architecture.ts'
import type { BaseEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import type { Services } from '../services.ts'
import { readBaseTree } from './base-tree.ts'
import { openBaseImage } from './open-base.ts'

/** An image to build upon, for one architecture. */
export interface Base {
  readonly image: Image
  readonly manifest: Manifest
  readonly config: ImageConfig
  readonly rootfs: RootFs
  /** Directory of the installed database: `lib/apk/db`, or `usr/lib/apk/db`. */
  readonly database: string
  /** Text of the installed database; empty where the base has none. */
  readonly installedText: string
  readonly installed: readonly InstalledRecord[]
  /** Text of `/etc/apk/world`. */
  readonly world: string
}

const DATABASES = ['lib/apk/db', 'usr/lib/apk/db'] as const

/**
 * Reads the image that a definition builds upon: its manifest and config, its tree, and what is installed in it.
 *
 * @throws ImageError `ERR_IMAGE_BASE_UNREADABLE`; OciError, ArchiveError for its layers; ApkError for its database
 */
export async function readBase(
  { reference, index }: BaseEntry,
  architecture: Architecture,
  services: Services,
  store: Store,
): Promise<Base> {
  const signal = services.signal === undefined ? {} : { signal: services.signal }
  const image = await openBaseImage(reference, architecture, services)
  const rootfs = await readBaseTree(image, store, signal)
  const database = DATABASES.find((path) => rootfs.lookup(`${path}/installed`, { follow: true }) !== undefined)
  const installedText =
    index === undefined
      ? ((await rootfs.readText(`${database ?? DATABASES[0]}/installed`)) ?? '')
      : await readBaseIndex(index, architecture)
  return {
    image,
    manifest: await image.manifest(signal),
    config: await image.config(signal),
    rootfs,
    database: database ?? DATABASES[0],
    installedText,
    installed: parseInstalled(installedText),
    world: (await rootfs.readText('etc/apk/world')) ?? '',
  }
}

async function readBaseIndex(index: string, { apk }: Architecture): Promise<string> {
  const file = join(index, apk, 'APKINDEX')
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ImageError(
      'ERR_IMAGE_BASE_UNREADABLE',
      `Reading what the base image holds: ${file} cannot be read. Correct the directory, or leave it out to read the image itself.`,
      { details: { file }, cause },
    )
  }
}
