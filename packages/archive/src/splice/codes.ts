import { deflateBroken } from '../platform/inflate-failure.ts'
import { END_OF_BLOCK } from './alphabet.ts'
import type { Bits } from './bits.ts'
import { PrefixCode } from './prefix-code.ts'
import { DISTANCE_BITS, fillDistances, fillLiterals, LITERAL_BITS } from './tables.ts'

/** Extra bits of the symbols from 16 on, which repeat a length (RFC 1951 §3.2.7). */
const repeatBits = [2, 3, 7]

/** The order in which lengths of the code length alphabet are given (RFC 1951 §3.2.7). */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** The two sets of codes of a Huffman block, with their tables. To be used for one block after the other. */
export class Codes {
  readonly literals: PrefixCode = new PrefixCode()
  readonly distances: PrefixCode = new PrefixCode()
  readonly literalTable: Int32Array = new Int32Array(1 << LITERAL_BITS)
  readonly distanceTable: Int32Array = new Int32Array(1 << DISTANCE_BITS)

  set(literalLengths: Uint8Array, distanceLengths: Uint8Array): this {
    this.literals.set(literalLengths)
    this.distances.set(distanceLengths)
    fillLiterals(this.literalTable, this.literals)
    fillDistances(this.distanceTable, this.distances)
    return this
  }
}

let fixed: Codes | undefined

/** The codes of a block of type 1 (RFC 1951 §3.2.6). */
export function fixedCodes(): Codes {
  fixed ??= new Codes().set(
    new Uint8Array(288).fill(8).fill(9, 144).fill(7, 256).fill(8, 280),
    new Uint8Array(32).fill(5),
  )
  return fixed
}

const lengths = new Uint8Array(286 + 30)
const lengthCode = new PrefixCode()

/**
 * Reads the codes of a block of type 2 (RFC 1951 §3.2.7).
 *
 * @throws ArchiveError `ERR_ARCHIVE_DEFLATE_DATA`, `ERR_ARCHIVE_TRUNCATED`
 */
export function readCodes(bits: Bits, codes: Codes): Codes {
  const literals = bits.take(5) + 257
  const distances = bits.take(5) + 1
  if (literals > 286 || distances > 30) throw deflateBroken('too many codes')
  const given = bits.take(4) + 4
  lengths.fill(0)
  for (const symbol of lengthOrder.slice(0, given)) lengths[symbol] = bits.take(3)
  lengthCode.set(lengths.subarray(0, 19))
  readLengths(bits, literals + distances)
  if (lengths[END_OF_BLOCK] === 0) throw deflateBroken('no code for the end of a block')
  return codes.set(lengths.subarray(0, literals), lengths.subarray(literals, literals + distances))
}

function readLengths(bits: Bits, total: number): void {
  for (let at = 0; at < total; ) {
    const found = lengthCode.decode(bits.peek())
    if (found < 0) throw deflateBroken('an unknown code of a code length')
    bits.skip(found & 15)
    const symbol = found >> 4
    if (symbol < 16) {
      lengths[at++] = symbol
      continue
    }
    if (symbol === 16 && at === 0) throw deflateBroken('a code length repeated before the first')
    const value = symbol === 16 ? lengths[at - 1]! : 0
    const repeat = (symbol === 18 ? 11 : 3) + bits.take(repeatBits[symbol - 16]!)
    if (at + repeat > total) throw deflateBroken('a code length repeated too often')
    lengths.fill(value, at, at + repeat)
    at += repeat
  }
}
