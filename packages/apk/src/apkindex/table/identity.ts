const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const SHA1_LENGTH = 30

/**
 * The checksum with the spare bits of its last base64 digit cleared: apk does not look at them, so two texts may name one
 * package. Source: apk-tools `blob.c`.
 */
export function canonicalChecksum(checksum: string): string {
  if (checksum.length !== SHA1_LENGTH || checksum.charCodeAt(29) !== 61) return checksum
  const digit = ALPHABET.indexOf(checksum.charAt(28))
  return digit < 0 || (digit & 3) === 0 ? checksum : `${checksum.slice(0, 28)}${ALPHABET.charAt(digit & ~3)}=`
}
