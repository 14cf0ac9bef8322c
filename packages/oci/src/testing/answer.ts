/** What the registry says to one request, before any fault is laid over it. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** One request as a handler sees it. */
export interface Exchange {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

/** An answer with a JSON body. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Answer {
  return { status, headers, body: new TextEncoder().encode(JSON.stringify(value)) }
}

/** An error answer: distribution-spec v1.1, "Error Codes". */
export function refuse(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { errors: [{ code, message }] }, { 'content-type': 'application/json', ...headers })
}

/** The whole request body, refused past `limit` bytes by returning undefined. */
export async function readAll(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size <= limit) parts.push(part)
  }
  return size <= limit ? join(parts, size) : undefined
}

/** Parts put end to end; `size` is the sum of their lengths. */
export function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
