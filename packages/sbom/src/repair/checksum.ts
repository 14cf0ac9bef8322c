import type { Checksum } from '../component.ts'

/** Hexadecimal digits of each algorithm of SPDX 2.3 §7.10: shortest and longest. */
const DIGITS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['SHA1', [40, 40]],
  ['SHA224', [56, 56]],
  ['SHA256', [64, 64]],
  ['SHA384', [96, 96]],
  ['SHA512', [128, 128]],
  ['SHA3-256', [64, 64]],
  ['SHA3-384', [96, 96]],
  ['SHA3-512', [128, 128]],
  ['BLAKE2b-256', [64, 64]],
  ['BLAKE2b-384', [96, 96]],
  ['BLAKE2b-512', [128, 128]],
  ['BLAKE3', [64, 256]],
  ['MD2', [32, 32]],
  ['MD4', [32, 32]],
  ['MD5', [32, 32]],
  ['MD6', [1, 128]],
  ['ADLER32', [8, 8]],
])

/** The checksum as SPDX 2.3 §7.10 has it, or undefined where it is none. */
export function repairChecksum(checksum: Checksum): Checksum | undefined {
  const digits = DIGITS.get(checksum.algorithm)
  const value = checksum.value.toLowerCase()
  if (digits === undefined || value.length < digits[0] || value.length > digits[1]) return undefined
  return /^[0-9a-f]+$/.test(value) ? { algorithm: checksum.algorithm, value } : undefined
}
