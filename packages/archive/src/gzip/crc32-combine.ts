const polynomial = 0xedb88320

/** Product of two polynomials over GF(2) modulo the CRC-32 polynomial, in reflected bit order. */
function multiply(a: number, b: number): number {
  let product = 0
  let factor = b
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor
    factor = (factor & 1) !== 0 ? (factor >>> 1) ^ polynomial : factor >>> 1
  }
  return product >>> 0
}

/** x to the power 2^n modulo the polynomial, for n from 0 to 31; x is 0x40000000 in reflected bit order. */
const powers: readonly number[] = (() => {
  const table = [0x40000000]
  for (let n = 1; n < 32; n++) table.push(multiply(table[n - 1]!, table[n - 1]!))
  return table
})()

/** x to the power 8 * size: what `size` bytes do to a CRC before them. x^(2^32 - 1) is 1, so exponents wrap around. */
function shift(size: number): number {
  let result = 0x80000000
  let rest = size
  for (let n = 3; rest > 0; n = (n + 1) & 31) {
    if (rest % 2 === 1) result = multiply(powers[n]!, result)
    rest = Math.floor(rest / 2)
  }
  return result
}

/** CRC-32 of two runs of bytes joined, from the CRC-32 of each and the length of the second. */
export function crc32Combine(first: number, second: number, secondSize: number): number {
  return (multiply(shift(secondSize), first) ^ second) >>> 0
}
