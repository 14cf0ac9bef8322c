import { decode, encode } from '@jridgewell/sourcemap-codec'

/** A bundled file and its source map as JSON. */
export interface BundledCode {
  readonly code: string
  readonly map: string
}

const BEYOND = /[\u0080-\uffff]/g

/**
 * Writes what lies beyond ASCII as escapes, and moves what the source map says of the characters behind. One "…" makes V8 keep
 * a whole file with two bytes a character: of 200 KB, that took 2 ms more to load.
 */
export function toAscii({ code, map }: BundledCode): BundledCode {
  const lines = code.split('\n')
  const { mappings, ...rest } = JSON.parse(map) as { mappings: string }
  const moved = decode(mappings).map((segments, line) => {
    const columns = [...(lines[line] ?? '').matchAll(BEYOND)].map(({ index }) => index)
    for (const segment of segments) {
      segment[0] += columns.filter((column) => column < segment[0]).length * (ESCAPE_LENGTH - 1)
    }
    return segments
  })
  return { code: code.replaceAll(BEYOND, escaped), map: JSON.stringify({ ...rest, mappings: encode(moved) }) }
}

const ESCAPE_LENGTH = '\\u0000'.length

function escaped(character: string): string {
  return `\\u${character
    .charCodeAt(0)
    .toString(16)
    .padStart(ESCAPE_LENGTH - 2, '0')}`
}
