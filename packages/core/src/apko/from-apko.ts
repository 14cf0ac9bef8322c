import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { ImageChain } from '../definition/chain.ts'
import { ImageError } from '../error.ts'
import type { ConfigFile, FindInclude } from './load.ts'

/** Where {@link fromApko} looks for files. */
export interface FromApkoOptions {
  /** Directories to look in for the configuration and what it includes, after the working directory. */
  readonly includePaths?: readonly string[]
  /** What relative paths begin from; default the working directory of the process. */
  readonly directory?: string
  readonly signal?: AbortSignal
}

/**
 * Reads an apko configuration (apko 1.2, `apko.yaml`) with what it includes. The image is built under the profile `apko` unless
 * told otherwise. An included file is looked for in the working directory, in `includePaths`, and beside the file that names it.
 * Relative paths of keys and repositories are left as they are.
 *
 * @throws ImageError `ERR_IMAGE_CONFIG_MISSING` when the file is not there; `ERR_IMAGE_CONFIG_…` for a fault, with file, line and
 * column in `details.faults`, and `ERR_IMAGE_CONFIG_INVALID` for faults of several kinds
 */
export async function fromApko(path: string, options: FromApkoOptions = {}): Promise<ImageChain> {
  const main = await findFile(path, options)
  if (main === undefined) {
    throw new ImageError(
      'ERR_IMAGE_CONFIG_MISSING',
      `Reading the configuration ${path}: there is no such file. Correct the path, or add its directory to includePaths.`,
      { details: { file: path, includePaths: options.includePaths ?? [] } },
    )
  }
  return await readChain(path, main, (include, from) => {
    options.signal?.throwIfAborted()
    return findFile(include, options, dirname(from.file))
  })
}

/** What {@link parseApko} knows beside the text. */
export interface ParseApkoOptions {
  /** What messages call the text; default `apko.yaml`. */
  readonly file?: string
  /** Texts of files that may be included, by the path that `include` has. */
  readonly includes?: Readonly<Record<string, string>>
}

/**
 * Reads the text of an apko configuration, as {@link fromApko} reads a file.
 *
 * @throws ImageError `ERR_IMAGE_CONFIG_…`
 */
export async function parseApko(text: string, options: ParseApkoOptions = {}): Promise<ImageChain> {
  const { file = 'apko.yaml', includes = {} } = options
  const encode = (name: string, content: string): ConfigFile => ({
    file: name,
    bytes: new TextEncoder().encode(content),
  })
  return await readChain(file, encode(file, text), (include) => {
    const found = Object.hasOwn(includes, include) ? includes[include] : undefined
    return found === undefined ? undefined : encode(include, found)
  })
}

async function readChain(name: string, main: ConfigFile, find: FindInclude): Promise<ImageChain> {
  const { loadConfiguration } = await import('./load.ts')
  const { toDefinition } = await import('./to-definition.ts')
  const { configuration, checksum } = await loadConfiguration(main, find)
  const definition = toDefinition(configuration)
  return new ImageChain(definition, { repositories: new Map(), source: { name, checksum, definition } })
}

async function findFile(path: string, options: FromApkoOptions, beside?: string): Promise<ConfigFile | undefined> {
  const { directory = '.', includePaths = [] } = options
  const places = ['', ...includePaths, ...(beside === undefined ? [] : [beside])]
  for (const place of places) {
    const file = resolve(directory, place, path)
    try {
      return { file: shown(directory, file), bytes: await readFile(file, options.signal && { signal: options.signal }) }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') continue
      if (options.signal?.aborted) throw error
      throw new ImageError(
        'ERR_IMAGE_CONFIG_UNREADABLE',
        `Reading the configuration ${path}: ${file} cannot be read (${code ?? 'unknown'}). Check that it is a file.`,
        { details: { file }, cause: error },
      )
    }
  }
  return undefined
}

/** The path from the working directory where the file is below it; one file has one such name. */
function shown(directory: string, file: string): string {
  const below = relative(directory, file)
  return below.startsWith('..') ? file : below
}
