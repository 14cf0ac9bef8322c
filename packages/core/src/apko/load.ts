import { hash, toBase64 } from '@nacre/archive'
import { checkConfiguration } from './check.ts'
import type { ApkoConfiguration } from './configuration.ts'
import { type ConfigFault, configError, fault, type Position } from './fault.ts'
import { type Located, merge } from './merge.ts'
import { type ParsedDocument, parseDocument } from './parse-document.ts'

/** A configuration with its includes merged and everything checked. */
export interface LoadedConfiguration {
  readonly configuration: ApkoConfiguration
  /** `sha256-` and base64 of the SHA-256 over the bytes of all files, the including before the included (apko lock files). */
  readonly checksum: string
}

/** The text of a file that a configuration names. */
export interface ConfigFile {
  /** As messages should call it; the same file has the same name. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** Finds an included file; `undefined` where there is none. */
export type FindInclude = (
  include: string,
  from: ConfigFile,
) => Promise<ConfigFile | undefined> | ConfigFile | undefined

interface LoadedDocument {
  readonly source: ConfigFile
  readonly parsed: ParsedDocument
}

/**
 * Reads a configuration file and those that it includes.
 *
 * @throws ImageError `ERR_IMAGE_CONFIG_…` for all faults of all files together
 */
export async function loadConfiguration(main: ConfigFile, find: FindInclude): Promise<LoadedConfiguration> {
  const chain: LoadedDocument[] = []
  const seen = new Map<string, Position>()
  for (let source = main; ; ) {
    const parsed = await parseDocument(source.bytes, source.file)
    chain.push({ source, parsed })
    const { include } = parsed.configuration
    if (!include) return finish(main, chain)
    const place = parsed.positions.find(['include'])
    seen.set(source.file, place)
    const next = await find(include, source)
    if (next === undefined || seen.has(next.file)) {
      throw configError(main.file, [
        ...chain.flatMap((one) => one.parsed.faults),
        next === undefined ? missing(include, place) : circle(include, next, place),
      ])
    }
    source = next
  }
}

function missing(include: string, place: Position): ConfigFault {
  const advice = 'Correct the path, or add to includePaths.'
  return fault('INCLUDE_MISSING', `there is no file "${include}" to include. ${advice}`, place, ['include'])
}

function circle(include: string, { file }: ConfigFile, place: Position): ConfigFault {
  const message = `including "${include}" leads back to ${file}. Break the circle.`
  return fault('INCLUDE_CYCLE', message, place, ['include'])
}

function finish(main: ConfigFile, chain: readonly LoadedDocument[]): LoadedConfiguration {
  const located = chain.map(
    ({ parsed }): Located => ({ configuration: parsed.configuration, places: parsed.positions }),
  )
  const whole = located.reduceRight((included, own) => merge(included, own))
  const faults = chain.flatMap(({ parsed }) => parsed.faults)
  const further = checkConfiguration(whole).filter((one) => !faults.some((known) => samePlace(known, one)))
  if (faults.length + further.length > 0) throw configError(main.file, [...faults, ...further])
  return { configuration: whole.configuration, checksum: checksumOf(chain.map(({ source }) => source.bytes)) }
}

/** A value whose form is wrong already is not wrong a second time for being absent. */
function samePlace(a: Position, b: Position): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column
}

function checksumOf(files: readonly Uint8Array[]): string {
  const all = new Uint8Array(files.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const bytes of files) {
    all.set(bytes, offset)
    offset += bytes.length
  }
  return `sha256-${toBase64(hash('sha256', all))}`
}
