import { fromHex, toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { PackageMetadata } from '../metadata/metadata.ts'
import { isVersion } from '../version/is-version.ts'
import { type DependencyReader, writeDependencies } from './dependency.ts'
import { readFault } from './fault.ts'
import type { AdbReader } from './reader.ts'
import { infoField } from './schemas.ts'
import { readTexts, writeTexts } from './texts.ts'
import { type AdbValue, NULL } from './value.ts'
import type { AdbWriter } from './writer.ts'

/** What a v3 package says of itself, in the package and in an index alike. */
export interface AdbInfo extends PackageMetadata {
  replaces: string[]
  recommends?: string[]
  tags?: string[]
  layer?: number
}

/** Reads an info object; absent fields become empty. */
export function readInfo(reader: AdbReader, object: number, dependencyReader: DependencyReader): AdbInfo {
  const text = (slot: number): string => reader.text(reader.field(object, slot))
  const int = (slot: number): number => reader.int(reader.field(object, slot))
  const dependencies = (slot: number): string[] => dependencyReader.list(reader.field(object, slot))
  const info: AdbInfo = {
    name: text(infoField.name),
    version: text(infoField.version),
    installedSize: int(infoField.installedSize),
    description: text(infoField.description),
    url: text(infoField.url),
    license: text(infoField.license),
    origin: text(infoField.origin),
    maintainer: text(infoField.maintainer),
    buildTime: int(infoField.buildTime),
    commit: toHex(reader.blob(reader.field(object, infoField.repoCommit))),
    providerPriority: int(infoField.providerPriority),
    depends: dependencies(infoField.depends),
    provides: dependencies(infoField.provides),
    installIf: dependencies(infoField.installIf),
    replaces: dependencies(infoField.replaces),
  }
  if (reader.field(object, infoField.arch) !== NULL) info.arch = text(infoField.arch)
  if (reader.field(object, infoField.recommends) !== NULL) info.recommends = dependencies(infoField.recommends)
  if (reader.field(object, infoField.tags) !== NULL) info.tags = readTexts(reader, reader.field(object, infoField.tags))
  if (reader.field(object, infoField.layer) !== NULL) info.layer = int(infoField.layer)
  return info
}

/**
 * Writes the fields of an info object in slot order, save `hashes` and `file-size`, which apk-tools writes later (app_mkpkg.c,
 * app_mkndx.c). The result is to be filled up with those, and stored with {@link storeInfo}.
 *
 * @throws ApkError ERR_APK_INFO_INVALID a name or version that is none
 */
export function writeInfo(writer: AdbWriter, info: Partial<AdbInfo> & Pick<AdbInfo, 'name' | 'version'>): AdbValue[] {
  checkName(info)
  const values: AdbValue[] = []
  const text = (slot: number, value = ''): void => {
    values[slot] = writer.text(value)
  }
  // A number that is absent or 0 is not known, and left out.
  const int = (slot: number, value = 0): void => {
    values[slot] = value === 0 ? NULL : writer.int(value)
  }
  const dependencies = (slot: number, value: readonly string[] = []): void => {
    values[slot] = writeDependencies(writer, value)
  }
  text(infoField.name, info.name)
  text(infoField.version, info.version)
  text(infoField.description, info.description)
  text(infoField.arch, info.arch)
  text(infoField.license, info.license)
  text(infoField.origin, info.origin)
  text(infoField.maintainer, info.maintainer)
  text(infoField.url, info.url)
  values[infoField.repoCommit] = writer.blob(commitBytes(info.commit))
  int(infoField.buildTime, info.buildTime)
  int(infoField.installedSize, info.installedSize)
  int(infoField.providerPriority, info.providerPriority)
  dependencies(infoField.depends, info.depends)
  dependencies(infoField.provides, info.provides)
  dependencies(infoField.replaces, info.replaces)
  dependencies(infoField.installIf, info.installIf)
  dependencies(infoField.recommends, info.recommends)
  int(infoField.layer, info.layer)
  values[infoField.tags] = writeTexts(writer, info.tags ?? [])
  return values
}

/** Stores an info object whose values stand at their slot numbers. */
export function storeInfo(writer: AdbWriter, values: readonly AdbValue[]): AdbValue {
  return writer.object(Array.from(Object.values(infoField), (slot) => values[slot] ?? NULL))
}

/** A commit is kept if it is one: 40 hex digits. */
function commitBytes(commit = ''): Uint8Array {
  return /^[0-9a-f]{40}$/i.test(commit) ? fromHex(commit.toLowerCase()) : new Uint8Array(0)
}

/** First a letter or digit, then these (apk-tools apk_adb.c, `name_fromstring`). */
const PACKAGE_NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/

function checkName({ name, version }: Pick<AdbInfo, 'name' | 'version'>): void {
  const fault = !PACKAGE_NAME.test(name) ? 'name' : !isVersion(version) ? 'version' : undefined
  if (fault === undefined) return
  throw new ApkError(
    'ERR_APK_INFO_INVALID',
    `Writing a v3 file: ${JSON.stringify(name)} ${JSON.stringify(version)} has no valid ${fault}. Correct it`,
    { details: { name, version, fault } },
  )
}

/** A name, version or architecture becomes part of file names and database lines. Throws `ERR_APK_NAME` for one that cannot. */
export function checkIdentifiers(info: Pick<AdbInfo, 'name' | 'version' | 'arch'>): void {
  for (const key of ['name', 'version', 'arch'] as const) {
    if (isIdentifier(info[key] ?? 'noarch')) continue
    throw readFault(
      'ERR_APK_NAME',
      `its ${key} is ${JSON.stringify(info[key]?.slice(0, 100))}, which is empty or holds a slash, space or control character`,
      {
        key,
        value: info[key]?.slice(0, 100),
      },
    )
  }
}

/** Whether a text is fit to be part of a file name: no slash, space or control character. */
export function isIdentifier(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= SPACE || code === SLASH || code === BACKSLASH || code === DELETE) return false
  }
  return text !== '' && text !== '.' && text !== '..'
}

const SPACE = 32
const SLASH = 47
const BACKSLASH = 92
const DELETE = 127
