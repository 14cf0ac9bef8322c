import { fromBase64, toBase64 } from '@nacre/archive'

/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  readonly label: string
  readonly der: Uint8Array
}

/** Every block of a text that also may hold other things; what looks like a block and is none is passed over. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  const pattern = /^-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)^-----END \1-----[ \t\r]*$/gm
  for (const [, label = '', body = ''] of text.matchAll(pattern)) {
    const base64 = body.replace(/\s+/g, '')
    if (/^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0)
      blocks.push({ label, der: fromBase64(base64) })
  }
  return blocks
}

/** A block as PEM text: 64 characters a line (RFC 7468 §2). */
export function pemText({ label, der }: PemBlock): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${label}-----\n`
}
