import { createHash } from 'node:crypto'
import { ImageError } from '../error.ts'
import { compareNames } from '../rootfs/path.ts'

/** A certificate to trust, and what the store calls it. */
export interface TrustedCertificate {
  readonly alias: string
  readonly der: Uint8Array
}

/** The password that every Java installation ships its trust store with (JDK, `keytool`, "changeit"). */
const PASSWORD = 'changeit'

/** Mixed into the digest at the end of the file (JDK, `sun.security.provider.JavaKeyStore`). */
const WHITENER = 'Mighty Aphrodite'

const MAGIC = 0xfeedfeed
const PRIVATE_KEY = 1
const TRUSTED = 2

/** Certificate types of the first version of the format, which does not name them. */
const UNNAMED_TYPE = 'X509'

/**
 * A Java trust store in the JKS format with certificates added: entries by alias, aliases in lower case.
 *
 * @param epoch seconds since 1970 at which the certificates count as added
 * @throws ImageError `ERR_IMAGE_TRUST_STORE` when the store is in another format, damaged, or has another password
 */
export function addToTrustStore(
  store: Uint8Array,
  certificates: readonly TrustedCertificate[],
  epoch: number,
): Uint8Array {
  const entries = readEntries(Buffer.from(store))
  for (const { alias, der } of certificates)
    entries.set(alias.toLowerCase(), trustedEntry(alias.toLowerCase(), der, epoch))
  const aliases = [...entries.keys()].sort(compareNames)
  const plain = Buffer.concat([
    uint32(MAGIC),
    uint32(2),
    uint32(entries.size),
    ...aliases.map((alias) => entries.get(alias)!),
  ])
  return Buffer.concat([plain, digestOf(plain)])
}

function trustedEntry(alias: string, der: Uint8Array, epoch: number): Buffer {
  const created = Buffer.alloc(8)
  created.writeBigInt64BE(BigInt(epoch) * 1000n)
  return Buffer.concat([uint32(TRUSTED), utf(alias), created, utf('X.509'), uint32(der.length), der])
}

// Entries as they are to be written, by alias; those of version 1 get the certificate type that version 2 names.
function readEntries(store: Buffer): Map<string, Buffer> {
  const plain = store.subarray(0, Math.max(0, store.length - 20))
  const reader = new Reader(plain)
  if (reader.uint32() !== MAGIC) throw refuse('it is no JKS file')
  const version = reader.uint32()
  if (version !== 1 && version !== 2) throw refuse(`it has version ${version}, and only 1 and 2 are known`)
  if (!digestOf(plain).equals(store.subarray(plain.length)))
    throw refuse('its digest does not fit: another password, or damage')
  const entries = new Map<string, Buffer>()
  for (let count = reader.uint32(); count > 0; count--) {
    const tag = reader.uint32()
    const alias = reader.text()
    const head = Buffer.concat([uint32(tag), utf(alias), reader.bytes(8)])
    if (tag === TRUSTED) entries.set(alias, Buffer.concat([head, certificateOf(reader, version)]))
    else if (tag === PRIVATE_KEY) entries.set(alias, Buffer.concat([head, ...privateKeyOf(reader, version)]))
    else throw refuse(`an entry is of the unknown kind ${tag}`)
  }
  return entries
}

function certificateOf(reader: Reader, version: number): Buffer {
  const type = version === 1 ? UNNAMED_TYPE : reader.text()
  const length = reader.uint32()
  return Buffer.concat([utf(type), uint32(length), reader.bytes(length)])
}

function privateKeyOf(reader: Reader, version: number): Buffer[] {
  const length = reader.uint32()
  const key = reader.bytes(length)
  const count = reader.uint32()
  const chain: Buffer[] = []
  while (chain.length < count) chain.push(certificateOf(reader, version))
  return [uint32(length), key, uint32(count), ...chain]
}

// SHA-1 over the password in UTF-16, the whitener, and everything before.
function digestOf(plain: Buffer): Buffer {
  const password = Buffer.from(PASSWORD, 'utf16le').swap16()
  return createHash('sha1').update(password).update(WHITENER).update(plain).digest()
}

class Reader {
  readonly #bytes: Buffer
  #position = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  bytes(length: number): Buffer {
    const end = this.#position + length
    if (end > this.#bytes.length) throw refuse('it ends too early')
    const piece = this.#bytes.subarray(this.#position, end)
    this.#position = end
    return piece
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE()
  }

  text(): string {
    return this.bytes(this.bytes(2).readUInt16BE()).toString()
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function utf(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function refuse(what: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_TRUST_STORE',
    `Adding certificates to the Java trust store: ${what}. Use a package that brings a JKS file with the usual password.`,
  )
}
