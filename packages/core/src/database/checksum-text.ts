/** A checksum as the installed database writes it (apk-tools, `Z:`): `Q1` and the SHA-1, here given in hex, in Base64. */
export function checksumText(hex: string): string {
  return `Q1${Buffer.from(hex, 'hex').toString('base64')}`
}
