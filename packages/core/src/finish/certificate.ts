import { X509Certificate } from 'node:crypto'
import { hash, toHex } from '@nacre/archive'
import { ImageError } from '../error.ts'
import { pemBlocks, pemText } from './pem.ts'

/** One certificate, read out of a PEM text. */
export interface Certificate {
  readonly der: Uint8Array
  /** The certificate alone, with no text around it. */
  readonly pem: string
  /** SHA-256 of the DER in hex. */
  readonly fingerprint: string
}

/**
 * The one certificate of a PEM text.
 *
 * @param title what the text is called in the error
 * @throws ImageError `ERR_IMAGE_CERTIFICATE` when there is none, more than one, another kind of block, or no X.509
 */
export function readCertificate(text: string, title: string): Certificate {
  const blocks = pemBlocks(text)
  const [block] = blocks
  if (block === undefined) throw refuse(title, 'there is no PEM block in it')
  if (blocks.length > 1) throw refuse(title, `there are ${blocks.length} PEM blocks in it and not one`)
  if (block.label !== 'CERTIFICATE') throw refuse(title, `its PEM block is a ${block.label}`)
  try {
    new X509Certificate(block.der)
  } catch (cause) {
    throw refuse(title, 'it is no X.509 certificate', cause)
  }
  return { der: block.der, pem: pemText(block), fingerprint: toHex(hash('sha256', block.der)) }
}

function refuse(title: string, what: string, cause?: unknown): ImageError {
  return new ImageError(
    'ERR_IMAGE_CERTIFICATE',
    `Reading the certificate ${title}: ${what}. Give exactly one certificate as PEM text.`,
    { details: { certificate: title }, cause },
  )
}
