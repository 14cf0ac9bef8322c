import { collect, readTar, type TarInput } from '@nacre/archive'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Profile } from '../profile.ts'
import { RootFs } from '../rootfs/rootfs.ts'
import { type ApkoBaseRecord, apkoBaseRecords } from './apko-records.ts'
import type { Base } from './base.ts'
import { basePackages } from './base-packages.ts'

/** The installed database that a new one goes on from. */
export interface DatabaseBelow {
  /** Directory of the database; that of the profile where there is no base. */
  readonly directory: string
  /** Records that are written before all others, as they are. */
  readonly records: string
  /** Entries of `scripts.tar`. */
  readonly scripts: readonly TarInput[]
  readonly triggers: string
}

/** What packages are installed upon. */
export interface Ground {
  readonly rootfs: RootFs
  /** The tree is that of a base image, whose layers stay; only what changes makes a new one. */
  readonly kept: boolean
  /** Packages whose files stand in the tree. */
  readonly packages: readonly ExpandedPackage[]
  /** What is recorded of packages that do not stand in the tree. */
  readonly records: readonly Pick<ApkoBaseRecord, 'name' | 'provides' | 'buildTime'>[]
  readonly database: DatabaseBelow
}

/**
 * The tree that packages are installed into: empty, that of the base image, or, as apko 1.2 has it, an empty one whose
 * database begins with the records of the base.
 */
export async function groundOf(base: Base | undefined, profile: Profile): Promise<Ground> {
  const nothing: DatabaseBelow = { directory: profile.database, records: '', scripts: [], triggers: '' }
  if (base === undefined) return { rootfs: new RootFs(), kept: false, packages: [], records: [], database: nothing }
  if (profile.baseTree === 'forgotten') {
    const records = apkoBaseRecords(base.installedText)
    const text = records.map((record) => record.text).join('')
    return { rootfs: new RootFs(), kept: false, packages: [], records, database: { ...nothing, records: text } }
  }
  const { database: directory } = base
  const rootfs = base.rootfs.copy()
  return {
    rootfs,
    kept: true,
    packages: basePackages({ ...base, rootfs }),
    records: [],
    database: {
      directory,
      records: '',
      scripts: await scriptsOf(rootfs, `${directory}/scripts.tar`),
      triggers: (await rootfs.readText(`${directory}/triggers`)) ?? '',
    },
  }
}

async function scriptsOf(rootfs: RootFs, path: string): Promise<TarInput[]> {
  const archive = await rootfs.readFile(path)
  const scripts: TarInput[] = []
  if (archive === undefined) return scripts
  for await (const { header, body } of readTar(archive)) {
    scripts.push({ header, content: await collect(body, { limit: archive.length }) })
  }
  return scripts
}
