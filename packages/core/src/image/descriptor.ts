import { digestOf } from '@nacre/archive'
import type { Descriptor } from '@nacre/oci'

/** The descriptor of some bytes. */
export function descriptorOf(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, size: bytes.length, digest: digestOf(bytes) }
}
