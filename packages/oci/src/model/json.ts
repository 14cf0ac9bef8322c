import { OciError, type OciErrorCode } from '../error.ts'
import type { ModelLimits } from './fault.ts'

const defaultBytes = 4 * 1024 * 1024
const defaultDepth = 64

/** JSON text to value, with bounds on size and nesting; `code` is what faults are reported under. */
export function parseJson(bytes: Uint8Array, doing: string, code: OciErrorCode, limits: ModelLimits): unknown {
  const max = limits.bytes ?? defaultBytes
  if (bytes.length > max) {
    throw new OciError(
      'ERR_OCI_LIMIT',
      `${doing}: met ${bytes.length} bytes, more than the limit of ${max}; raise limits.bytes if this is meant`,
      {
        details: { limit: 'bytes', max, met: bytes.length },
      },
    )
  }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new OciError(code, `${doing}: met something that is not JSON in UTF-8; get the document again`, { cause })
  }
  checkDepth(value, limits.depth ?? defaultDepth, doing)
  return value
}

function checkDepth(root: unknown, max: number, doing: string): void {
  let level: unknown[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) {
      throw new OciError(
        'ERR_OCI_LIMIT',
        `${doing}: nested deeper than the limit of ${max}; raise limits.depth if this is meant`,
        {
          details: { limit: 'depth', max },
        },
      )
    }
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) next.push(child)
    }
    level = next
  }
}

/** A string as Go's `encoding/json` writes it: `<`, `>`, `&`, U+2028 and U+2029 escaped beside what JSON demands. */
export function encodeString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Order of map keys in Go's `encoding/json`: by their UTF-8 bytes, which is the order of code points. */
export function compareKeys(a: string, b: string): number {
  const left = a[Symbol.iterator]()
  const right = b[Symbol.iterator]()
  for (;;) {
    const x = left.next()
    const y = right.next()
    if (x.done || y.done) return x.done ? (y.done ? 0 : -1) : 1
    if (x.value !== y.value) return (x.value.codePointAt(0) ?? 0) - (y.value.codePointAt(0) ?? 0)
  }
}

/** Any JSON value as Go writes it out of a map: compact, keys sorted. */
export function encodeJson(value: unknown): string {
  if (typeof value === 'string') return encodeString(value)
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined)
    entries.sort(([a], [b]) => compareKeys(a, b))
    return `{${entries.map(([key, child]) => `${encodeString(key)}:${encodeJson(child)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
