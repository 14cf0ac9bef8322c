import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzip, scanTar } from '@nacre/archive'

/** A package as it would be published. */
export interface Tarball {
  /** `@nacre/core` */
  readonly name: string
  readonly file: string
  readonly bytes: Uint8Array
  /** `package.json` inside it. */
  readonly manifest: Manifest
  /** Paths inside it, without the leading `package/`. */
  readonly paths: readonly string[]
  /** Text of a file inside it. */
  read(path: string): string
}

/** What is looked at of a `package.json`. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
}

const LIMIT = 64 * 1024 ** 2

/** Reads the tarballs of a folder, by name. */
export async function readTarballs(folder: string): Promise<Tarball[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.tgz')).sort()
  return await Promise.all(files.map((file) => readTarball(join(folder, file))))
}

async function readTarball(file: string): Promise<Tarball> {
  const bytes = await readFile(file)
  const tar = await gunzip(bytes, { limit: LIMIT })
  const contents = new Map<string, Uint8Array>()
  for (const { header, offset } of scanTar(tar, {})) {
    if (header.type !== 'file') continue
    contents.set(header.name.replace(/^package\//, ''), tar.subarray(offset, offset + header.size))
  }
  const read = (path: string): string => {
    const content = contents.get(path.replace(/^\.\//, ''))
    if (content === undefined) throw new Error(`${file} has no ${path}.`)
    return new TextDecoder().decode(content)
  }
  const manifest = JSON.parse(read('package.json')) as Manifest
  return { name: manifest.name, file, bytes, manifest, paths: [...contents.keys()].sort(), read }
}

/** The entry points of all packages, as imports name them: `@nacre/core/testing`. */
export function entryPoints(tarballs: readonly Tarball[]): string[] {
  return tarballs.flatMap(({ name, manifest }) => Object.keys(manifest.exports).map((path) => name + path.slice(1)))
}
