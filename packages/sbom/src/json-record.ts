import { SbomError } from './sbom-error.ts'

/** Parses bytes as one JSON object. Throws `ERR_SBOM_TOO_LARGE`, `ERR_SBOM_SYNTAX`, `ERR_SBOM_SHAPE`. */
export function decodeJson(bytes: Uint8Array, maxBytes: number): JsonRecord {
  if (bytes.byteLength > maxBytes) {
    throw new SbomError(
      'ERR_SBOM_TOO_LARGE',
      `Reading an SBOM: ${bytes.byteLength} bytes, and ${maxBytes} is the limit. Raise the limit, or shrink the document.`,
      { details: { what: 'bytes', count: bytes.byteLength, limit: maxBytes } },
    )
  }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  } catch (cause) {
    throw new SbomError('ERR_SBOM_SYNTAX', 'Reading an SBOM: it is not JSON. Give a JSON document in UTF-8.', { cause })
  }
  return JsonRecord.of(value, '$')
}

/** A JSON object of unknown shape, read member by member: what is absent or null is undefined, a wrong type is refused. */
export class JsonRecord {
  readonly #members: ReadonlyMap<string, unknown>
  readonly #path: string

  private constructor(members: ReadonlyMap<string, unknown>, path: string) {
    this.#members = members
    this.#path = path
  }

  static of(value: unknown, path: string): JsonRecord {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'an object', value)
    return new JsonRecord(new Map(Object.entries(value)), path)
  }

  text(key: string): string | undefined {
    const value = this.#members.get(key) ?? undefined
    if (value === undefined || typeof value === 'string') return value
    throw wrongType(`${this.#path}.${key}`, 'a string', value)
  }

  texts(key: string): readonly string[] {
    return this.#array(key).map((value, index) => {
      if (typeof value === 'string') return value
      throw wrongType(`${this.#path}.${key}[${index}]`, 'a string', value)
    })
  }

  record(key: string): JsonRecord {
    const value = this.#members.get(key) ?? {}
    return JsonRecord.of(value, `${this.#path}.${key}`)
  }

  list(key: string): readonly JsonRecord[] {
    return this.#array(key).map((value, index) => JsonRecord.of(value, `${this.#path}.${key}[${index}]`))
  }

  /** The JSON value of a member, or undefined. */
  value(key: string): unknown {
    return this.#members.get(key) ?? undefined
  }

  keys(): readonly string[] {
    return [...this.#members.keys()]
  }

  #array(key: string): readonly unknown[] {
    const value = this.#members.get(key) ?? []
    if (Array.isArray(value)) return value
    throw wrongType(`${this.#path}.${key}`, 'a list', value)
  }
}

function wrongType(path: string, expected: string, value: unknown): SbomError {
  const met = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value
  return new SbomError(
    'ERR_SBOM_SHAPE',
    `Reading an SBOM: ${path} is ${met}, and ${expected} belongs there. Correct the document.`,
    { details: { path, expected, met } },
  )
}
