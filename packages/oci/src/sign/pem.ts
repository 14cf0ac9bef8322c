import { fromBase64, toBase64 } from '@nacre/archive'
import { OciError } from '../error.ts'

/** One block of PEM. */
export interface PemBlock {
  /** What is between the dashes: `PRIVATE KEY`, `PUBLIC KEY`. */
  readonly label: string
  readonly bytes: Uint8Array
}

const LIMIT = 64 * 1024

/**
 * Reads the first block of a PEM text (RFC 7468) with one of the labels.
 *
 * @throws OciError `ERR_OCI_KEY_INVALID` when there is none; `ERR_OCI_KEY_ENCRYPTED` when there is one under a password
 */
export function readPem(text: string, labels: readonly string[]): PemBlock {
  const found: string[] = []
  const blocks = text.slice(0, LIMIT).matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g)
  for (const [, label = '', body = ''] of blocks) {
    found.push(label)
    if (!labels.includes(label)) continue
    if (body.includes('ENCRYPTED')) throw encrypted(label)
    try {
      return { label, bytes: fromBase64(body.replace(/\s+/g, '')) }
    } catch {
      throw noKey(`its ${label} block is not base64`)
    }
  }
  const locked = found.find((label) => label.startsWith('ENCRYPTED'))
  if (locked !== undefined) throw encrypted(locked)
  throw noKey(found.length === 0 ? 'it is not PEM' : `it has no ${labels.join(' or ')}, only ${found.join(', ')}`)
}

/** Writes a block of PEM, 64 characters a line, with a newline at the end. */
export function writePem(label: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

function noKey(met: string): OciError {
  return new OciError('ERR_OCI_KEY_INVALID', `Reading a key: ${met}; give a PEM text of an ECDSA P-256 key`)
}

function encrypted(label: string): OciError {
  return new OciError(
    'ERR_OCI_KEY_ENCRYPTED',
    `Reading a key: its ${label} block is under a password; take the password off first, or sign through a Signer that holds the key`,
    { details: { label } },
  )
}
