import { ImageError } from '../error.ts'

const UNITS: readonly (readonly [name: string, bytes: number])[] = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
]

const PARSED: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

/** Bytes for people, in powers of 1000 as registries show them: `512 B`, `1.2 kB`, `20.1 MB`. */
export function formatSize(bytes: number): string {
  const magnitude = Math.abs(bytes)
  const unit = UNITS.find(([, size]) => magnitude >= size * 0.99995)
  return unit === undefined ? `${bytes} B` : `${(bytes / unit[1]).toFixed(1).replace('.0', '')} ${unit[0]}`
}

/** A difference in bytes with its sign: `+1.2 kB`, `-3 B`, `±0 B`. */
export function formatSizeChange(bytes: number): string {
  return `${bytes > 0 ? '+' : bytes < 0 ? '' : '±'}${formatSize(bytes)}`
}

/**
 * The bytes that a text such as `20 MB`, `1.5GiB` or `512 B` says; a number is bytes already.
 *
 * @throws ImageError `ERR_IMAGE_SIZE` when it says no size.
 */
export function parseSize(size: string | number): number {
  if (typeof size === 'number' && Number.isFinite(size) && size >= 0) return size
  const [, number, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)?$/.exec(String(size).trim()) ?? []
  const factor = PARSED[unit.toLowerCase()]
  if (number !== undefined && factor !== undefined) return Math.round(Number(number) * factor)
  throw new ImageError(
    'ERR_IMAGE_SIZE',
    `Reading the size ${JSON.stringify(size)}: it is no number of bytes. Write it like "20 MB" or "1.5 GiB".`,
    { details: { size } },
  )
}
