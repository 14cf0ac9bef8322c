import { SbomError } from './sbom-error.ts'

/** How {@link decodeJson} reads. */
export interface DecodeJsonOptions {
  readonly maxBytes: number
  /** What is read, for messages: `an SBOM`. */
  readonly subject: string
  /** Take a list of objects, or one object, as a record whose member `$` is that list. */
  readonly list?: boolean
}

/** Parses bytes as one JSON object. Throws `ERR_SBOM_TOO_LARGE`, `ERR_SBOM_SYNTAX`, `ERR_SBOM_SHAPE`. */
export function decodeJson(bytes: Uint8Array, { maxBytes, subject, list }: DecodeJsonOptions): JsonRecord {
  if (bytes.byteLength > maxBytes) {
    throw new SbomError(
      'ERR_SBOM_TOO_LARGE',
      `Reading ${subject}: ${bytes.byteLength} bytes, and ${maxBytes} is the limit. Raise the limit, or shrink the document.`,
      { details: { what: 'bytes', count: bytes.byteLength, limit: maxBytes } },
    )
  }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  } catch (cause) {
    throw new SbomError('ERR_SBOM_SYNTAX', `Reading ${subject}: it is not JSON. Give a JSON document in UTF-8.`, {
      cause,
    })
  }
  if (list === true) return JsonRecord.of({ $: Array.isArray(value) ? value : [value] }, '$', subject)
  return JsonRecord.of(value, '$', subject)
}

/** A JSON object of unknown shape, read member by member: what is absent or null is undefined, a wrong type is refused. */
export class JsonRecord {
  readonly #members: ReadonlyMap<string, unknown>
  readonly #path: string
  readonly #subject: string

  private constructor(members: ReadonlyMap<string, unknown>, path: string, subject: string) {
    this.#members = members
    this.#path = path
    this.#subject = subject
  }

  static of(value: unknown, path: string, subject: string): JsonRecord {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrongType(subject, path, 'an object', value)
    }
    return new JsonRecord(new Map(Object.entries(value)), path, subject)
  }

  text(key: string): string | undefined {
    const value = this.#members.get(key) ?? undefined
    if (value === undefined || typeof value === 'string') return value
    throw wrongType(this.#subject, `${this.#path}.${key}`, 'a string', value)
  }

  texts(key: string): readonly string[] {
    return this.#array(key).map((value, index) => {
      if (typeof value === 'string') return value
      throw wrongType(this.#subject, `${this.#path}.${key}[${index}]`, 'a string', value)
    })
  }

  record(key: string): JsonRecord {
    return JsonRecord.of(this.#members.get(key) ?? {}, `${this.#path}.${key}`, this.#subject)
  }

  list(key: string): readonly JsonRecord[] {
    return this.#array(key).map((value, index) => JsonRecord.of(value, `${this.#path}.${key}[${index}]`, this.#subject))
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
    throw wrongType(this.#subject, `${this.#path}.${key}`, 'a list', value)
  }
}

function wrongType(subject: string, path: string, expected: string, value: unknown): SbomError {
  const met = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value
  return new SbomError(
    'ERR_SBOM_SHAPE',
    `Reading ${subject}: ${path.slice(0, 200)} is ${met}, and ${expected} belongs there. Correct the document.`,
    { details: { path: path.slice(0, 200), expected, met } },
  )
}
