import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OciError } from '../error.ts'
import type { Digest } from '../model/digest.ts'
import { parseDigest } from '../model/digest.ts'
import type { ImageIndex } from '../model/manifest.ts'
import { mediaTypes } from '../model/media-type.ts'
import { parseIndex } from '../model/parse.ts'
import { isMissing, writeSmall } from '../places/partial-file.ts'

/** Content of the `oci-layout` file (image-spec v1.1, image-layout.md, "oci-layout file"), in the bytes that go-containerregistry writes. */
export const layoutMarker = '{\n    "imageLayoutVersion": "1.0.0"\n}'

const maxMarker = 4096
const maxIndex = 4 * 1024 * 1024

/** File of a blob (image-spec v1.1, image-layout.md, "Blobs"). */
export function blobFile(dir: string, digest: Digest): string {
  const { algorithm, hex } = parseDigest(digest)
  return join(dir, 'blobs', algorithm, hex)
}

/** The `index.json` of a layout, or undefined when there is none; its bytes too. */
export function readIndexFile(dir: string): { index: ImageIndex; bytes: Uint8Array } | undefined {
  const bytes = readSmall(join(dir, 'index.json'), maxIndex)
  if (bytes === undefined) return undefined
  return { index: parseIndex(bytes), bytes }
}

/** Writes `index.json`, whole or not at all. */
export async function writeIndexFile(dir: string, bytes: Uint8Array): Promise<void> {
  await writeSmall(join(dir, 'index.json'), bytes)
}

/** What a layout says that holds nothing. */
export const emptyIndex: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] }

/** Writes the `oci-layout` file where none is. */
export async function writeMarker(dir: string): Promise<void> {
  if (readMarker(dir) !== undefined) return
  await writeSmall(join(dir, 'oci-layout'), layoutMarker)
}

/**
 * The version in the `oci-layout` file, or undefined when the file is not there.
 *
 * @throws OciError `ERR_OCI_LAYOUT_INVALID`
 */
export function readMarker(dir: string): string | undefined {
  const bytes = readSmall(join(dir, 'oci-layout'), maxMarker)
  if (bytes === undefined) return undefined
  const version = /"imageLayoutVersion"\s*:\s*"([^"]*)"/.exec(new TextDecoder().decode(bytes))?.[1]
  // image-spec v1.1, image-layout.md: the version follows the image-spec at the time of a change; 1.0.0 is the only one.
  if (version !== undefined && /^1\.\d+\.\d+$/.test(version)) return version
  throw new OciError(
    'ERR_OCI_LAYOUT_INVALID',
    `Opening the OCI layout ${dir}: its oci-layout file names no version 1.x; is it another kind of folder?`,
    { details: { dir, version } },
  )
}

function readSmall(file: string, max: number): Uint8Array | undefined {
  try {
    const { size } = statSync(file)
    if (size > max) {
      throw new OciError('ERR_OCI_LIMIT', `Reading ${file}: it has ${size} bytes, more than the limit of ${max}`, {
        details: { limit: 'bytes', max, met: size, file },
      })
    }
    return readFileSync(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
