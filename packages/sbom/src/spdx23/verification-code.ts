import { sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Component } from '../component.ts'

/** SPDX 2.3 §7.9: the SHA-1 of the files' SHA-1 digests, in hexadecimal, sorted and joined. */
export function verificationCode(files: readonly Component[]): string {
  const digests = files.map((file) => file.checksums?.find(({ algorithm }) => algorithm === 'SHA1')?.value ?? '')
  return bytesToHex(sha1(utf8ToBytes(digests.sort().join(''))))
}
