/** What a faulty server does with one request. */
export interface Reply {
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Uint8Array | string
  /** Milliseconds before the headers. */
  readonly delay?: number
  /** Close the connection without an answer. */
  readonly reset?: 'before-headers'
  /** Close the connection after this many bytes of the body. */
  readonly resetAfter?: number
  /** Say nothing more after this many bytes of the body; the connection stays open. */
  readonly stallAfter?: number
  /** Send the body in pieces of so many bytes, `pieceDelay` milliseconds apart. */
  readonly pieces?: number
  readonly pieceDelay?: number
  /** The `content-length` to state: a wrong number, or `none` for a chunked body. Default: the true one. */
  readonly statedLength?: number | 'none'
  /** Answer `Range` requests with 206, and 200 where `If-Range` does not match the `etag`. Default true. */
  readonly ranges?: boolean
}

/** A reply as it goes out: status and headers settled, body cut to the range that was asked for. */
export interface SettledReply {
  readonly status: number
  readonly headers: Record<string, string | readonly string[]>
  readonly body: Uint8Array
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}

/** Applies `If-None-Match`, `Range` and `If-Range` (RFC 9110 sections 13 and 14) to a 200 reply. */
export function settleReply(reply: Reply, asked: Readonly<Record<string, string | undefined>>): SettledReply {
  const { status = 200, headers: given = {} } = reply
  const body = typeof reply.body === 'string' ? new TextEncoder().encode(reply.body) : (reply.body ?? new Uint8Array())
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  const etag = headerText(headers.etag)
  if (status !== 200) return { status, headers, body }
  if (etag !== undefined && asked['if-none-match'] === etag) return { status: 304, headers, body: new Uint8Array() }
  const range = /^bytes=(\d+)-(\d*)$/.exec(asked.range ?? '')
  const condition = asked['if-range']
  const holds = condition === undefined || condition === etag || condition === headerText(headers['last-modified'])
  if (range === null || !holds || reply.ranges === false) return { status, headers, body }
  const first = Number(range[1])
  const last = range[2] === '' ? body.length - 1 : Math.min(Number(range[2]), body.length - 1)
  if (first > last) {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${body.length}` }, body: new Uint8Array() }
  }
  const contentRange = `bytes ${first}-${last}/${body.length}`
  return {
    status: 206,
    headers: { 'content-range': contentRange, ...headers },
    body: body.subarray(first, last + 1),
  }
}
