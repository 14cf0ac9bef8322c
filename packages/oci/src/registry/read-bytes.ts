import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { verified } from '../places/verified.ts'
import type { CallOptions } from './call-options.ts'
import { MANIFEST_LIMIT } from './manifests.ts'

/**
 * The whole of a manifest that is about to be put, verified.
 *
 * @throws OciError `ERR_OCI_LIMIT` past 4 MiB, `ERR_OCI_SIZE_MISMATCH`, `ERR_OCI_DIGEST_MISMATCH`
 */
export async function readBytesOf(
  descriptor: Descriptor,
  content: AsyncIterable<Uint8Array>,
  options: CallOptions,
): Promise<Uint8Array> {
  if (descriptor.size > MANIFEST_LIMIT) {
    throw new OciError(
      'ERR_OCI_LIMIT',
      `Reading the manifest ${descriptor.digest}: it has ${descriptor.size} bytes, and registries take ${MANIFEST_LIMIT}; make it smaller`,
      { details: { limit: 'bytes', max: MANIFEST_LIMIT, met: descriptor.size } },
    )
  }
  const bytes = new Uint8Array(descriptor.size)
  let offset = 0
  for await (const piece of verified(descriptor, content, options)) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}
