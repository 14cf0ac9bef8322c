import { readFileSync } from 'node:fs'
import { platform } from '#platform'
import { encodeText } from '../tar/text.ts'
import type { OpenFile } from './file.ts'

/**
 * Marks entries whose content is known to be what was put: the modification time of their file is set to a date that depends on the
 * footer and on the time since which this machine runs. Whoever writes to the file changes that date, and after a power failure it
 * is another one; such an entry is verified when it is read, as any other. Reading 127 MB of packages takes a third less time where
 * they need not be verified.
 */
export class Seal {
  readonly #boot: Uint8Array | undefined

  /** @param boot names the time since which the machine runs; without one nothing is sealed */
  constructor(boot: string | undefined) {
    this.#boot = boot === undefined ? undefined : encodeText(boot)
  }

  /** The modification time, in seconds since 1970, of an entry whose footer has this CRC-32. Before 2001, so never that of a write. */
  date(footerCrc: number): number | undefined {
    return this.#boot === undefined ? undefined : platform.crc32(this.#boot, footerCrc) % 1_000_000_000
  }

  /** Seals an entry that was found whole; in a store that cannot be written, or is another user's, nothing happens. */
  set(file: OpenFile, footerCrc: number): void {
    const date = this.date(footerCrc)
    if (date === undefined) return
    try {
      file.date(Date.now() / 1000, date)
    } catch {}
  }

  /** Whether a file with this modification time, in milliseconds, is known to be what was put. */
  isWhole(mtimeMs: number, footerCrc: number): boolean {
    const date = this.date(footerCrc)
    return date !== undefined && mtimeMs === date * 1000
  }
}

/** What Linux names the time since it was started by; undefined elsewhere. */
export function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return undefined
  }
}
