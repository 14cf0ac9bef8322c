import { createHash } from 'node:crypto'

/** A Java key store in the JKS format with no entries (JDK, `sun.security.provider.JavaKeyStore`). */
export function emptyKeyStore(version: 1 | 2 = 2): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt32BE(0xfeedfeed, 0)
  head.writeUInt32BE(version, 4)
  const digest = createHash('sha1')
    .update(Buffer.from('changeit', 'utf16le').swap16())
    .update('Mighty Aphrodite')
    .update(head)
  return Buffer.concat([head, digest.digest()])
}
