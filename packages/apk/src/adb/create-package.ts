import { concatBytes, hash } from '@nacre/archive'
import type { PackageInfo } from '../metadata/metadata.ts'
import { type PackageFiles, prepareFiles } from '../package/package-file.ts'
import type { ScriptInput } from '../package/script.ts'
import { blockType } from './blocks.ts'
import { type AdbCompression, compressAdb } from './compression.ts'
import { writeBlock, writeContainer } from './container.ts'
import { dataHead } from './files.ts'
import { CUT_SIZE } from './identity.ts'
import { storeInfo, writeInfo } from './info.ts'
import { writePaths } from './paths.ts'
import { infoField, schema } from './schemas.ts'
import { scriptBytes, writeScripts } from './scripts.ts'
import type { AdbSigner } from './signature.ts'
import { writeTexts } from './texts.ts'
import { type AdbDirectory, directoriesOf } from './tree.ts'
import { lowOf, NULL } from './value.ts'
import { AdbWriter } from './writer.ts'

/** What a v3 package is made of. */
export interface CreateAdbPackageOptions {
  /** Metadata; only name and version are needed. `installedSize` is computed where it is left out or 0. */
  info: Partial<PackageInfo> & Pick<PackageInfo, 'name' | 'version'>
  /** Files; missing parent directories are added. */
  files?: PackageFiles
  /** Scripts by type: `{ 'post-install': '#!/bin/sh\n…' }`. */
  scripts?: ScriptInput
  /** One key, or several, each of which signs. Without it the package is unsigned. */
  key?: AdbSigner | readonly AdbSigner[]
  /** Default: deflate of level 9, as in apk-tools. */
  compression?: AdbCompression
}

/**
 * Writes a v3 package. The ADB payload has the bytes that `apk mkpkg` gives it, so that identities agree; no clock is read.
 *
 * @throws ApkError ERR_APK_INFO_INVALID, ERR_APK_DEPENDENCY_INVALID, ERR_APK_SCRIPT_TYPE, ERR_APK_ADB_NUMBER, ERR_APK_LIMIT,
 *   ERR_APK_KEY_FORMAT, ERR_APK_ENTRY_NAME, ERR_APK_ENTRY_DUPLICATE, ERR_APK_ENTRY_LINK, ERR_APK_ENTRY_BENEATH_LINK, ERR_APK_ARCHIVE
 */
export async function createAdbPackage(options: CreateAdbPackageOptions): Promise<Uint8Array> {
  const prepared = prepareFiles(options.files ?? [], options.info.buildTime ?? 0)
  const directories = directoriesOf(prepared)
  const adb = writePayload(options, directories)
  const { key = [] } = options
  const pieces = await writeContainer({ schema: schema.package, adb }, 'sign' in key ? [key] : key)
  directories.forEach(({ files }, directory) => {
    files.forEach(({ entry, content }, file) => {
      // A hard link has the size of its file, but no data of its own.
      if (entry.type === 'file' && entry.size > 0)
        pieces.push(...writeBlock(blockType.data, dataHead(directory + 1, file + 1), content))
    })
  })
  return compressAdb(concatBytes(pieces), options.compression)
}

/** Values in the order of apk-tools' app_mkpkg.c, which decides where each of them lies. */
function writePayload(options: CreateAdbPackageOptions, directories: readonly AdbDirectory[]): Uint8Array {
  const { info } = options
  const scripts = scriptBytes(options.scripts)
  const writer = new AdbWriter()
  // mkpkg knows the installed size only when it has seen all files.
  const values = writeInfo(writer, { ...info, installedSize: 0 })
  const replacesPriority = info.replacesPriority ? writer.int(info.replacesPriority) : NULL
  const storePaths = writePaths(writer, directories)
  values[infoField.installedSize] = writer.int(info.installedSize || installedSize(directories, scripts.size > 0))
  const id = writer.ownBlob(new Uint8Array(CUT_SIZE))
  values[infoField.hashes] = id
  const root = [
    storeInfo(writer, values),
    storePaths(),
    writeScripts(writer, scripts),
    writeTexts(writer, info.triggers ?? []),
    replacesPriority,
  ]
  const payload = writer.finish(writer.object(root))
  // The unique id: SHA-256 of the payload with zeros in place of the id, cut; one byte of length stands in front of it.
  payload.set(hash('sha256', payload).subarray(0, CUT_SIZE), lowOf(id) + 1)
  return payload
}

/** Sizes of the files, hard-linked ones once; at least 1 where there is anything, since 0 means that there is nothing to unpack. */
function installedSize(directories: readonly AdbDirectory[], hasScripts: boolean): number {
  let size = 0
  for (const { files } of directories) for (const { entry } of files) if (entry.type === 'file') size += entry.size
  return size === 0 && (directories.length > 0 || hasScripts) ? 1 : size
}
