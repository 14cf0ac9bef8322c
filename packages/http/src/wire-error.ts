import { HttpError, type HttpErrorCode } from './error.ts'
import type { HttpRequest } from './message.ts'
import { redactText, redactUrl } from './redact.ts'

const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_PRX_CONN',
  'UND_ERR_PRX_TLS',
  'UND_ERR_SOCKS5',
  'UND_ERR_MAX_ORIGINS_REACHED',
])
const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CRL_|INVALID_CA|HOSTNAME_MISMATCH)/

const PARSER = 'HTTPParserError'

/** Codes of an error and of the errors it was made from. */
function codesOf(error: unknown): string[] {
  const codes: string[] = []
  let current: unknown = error
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    // Undici gives a code to some of these only.
    if (current.name === PARSER) codes.push(PARSER)
    if ('code' in current && typeof current.code === 'string') codes.push(current.code)
    if (current instanceof AggregateError) {
      for (const each of current.errors) codes.push(...codesOf(each))
    }
    current = current.cause
  }
  return codes
}

function classify(codes: readonly string[], phase: 'headers' | 'body'): HttpErrorCode {
  if (codes.some((code) => TLS.test(code))) return 'ERR_HTTP_TLS'
  if (codes.some((code) => NOT_CONNECTED.has(code))) return 'ERR_HTTP_CONNECT'
  // Without a signal, undici aborts a request itself only where a proxy refuses to open a tunnel.
  if (phase === 'headers' && codes.includes('UND_ERR_ABORTED')) return 'ERR_HTTP_CONNECT'
  if (codes.includes('ETIMEDOUT')) return phase === 'headers' ? 'ERR_HTTP_CONNECT' : 'ERR_HTTP_TIMEOUT'
  if (codes.includes('UND_ERR_HEADERS_TIMEOUT') || codes.includes('UND_ERR_BODY_TIMEOUT')) return 'ERR_HTTP_TIMEOUT'
  if (codes.includes('UND_ERR_HEADERS_OVERFLOW')) return 'ERR_HTTP_TOO_LARGE'
  if (codes.includes('UND_ERR_INVALID_ARG') || codes.includes('ERR_INVALID_ARG_TYPE')) return 'ERR_HTTP_REQUEST'
  if (codes.includes('UND_ERR_REQ_CONTENT_LENGTH_MISMATCH')) return 'ERR_HTTP_REQUEST_BODY'
  if (phase === 'body') return 'ERR_HTTP_BODY_BROKEN'
  if (codes.includes(PARSER) && !codes.includes('HPE_INVALID_EOF_STATE')) return 'ERR_HTTP_PROTOCOL'
  return 'ERR_HTTP_RESET'
}

const SENTENCES: Partial<Record<HttpErrorCode, readonly [met: string, remedy: string]>> = {
  ERR_HTTP_TLS: [
    'the TLS connection was not acceptable',
    'Check the certificate of the server, or give its CA as `ca`.',
  ],
  ERR_HTTP_CONNECT: ['no connection could be made', 'Check the host name, the port and the network.'],
  ERR_HTTP_TIMEOUT: ['the server was silent for too long', 'Try again, or raise `timeouts`.'],
  ERR_HTTP_TOO_LARGE: ['the response headers are too large', 'Check that the address is right.'],
  ERR_HTTP_REQUEST: ['the request is malformed', 'Check its method and header values.'],
  ERR_HTTP_REQUEST_BODY: [
    'the request body is not as long as its content-length says',
    'Check the source of the body.',
  ],
  ERR_HTTP_PROTOCOL: ['the peer does not speak HTTP', 'Check the port and the scheme.'],
  ERR_HTTP_BODY_BROKEN: ['the body ended early', 'Try again.'],
  ERR_HTTP_RESET: ['the connection broke before an answer came', 'Try again.'],
}

/** The coded error for what a dispatcher threw, before the headers or while the body was read. */
export function wireError(error: unknown, request: HttpRequest, phase: 'headers' | 'body'): HttpError {
  if (error instanceof HttpError) return error
  if (request.signal?.aborted === true) return abortedError(request)
  const url = redactUrl(request.url)
  const method = request.method ?? 'GET'
  const codes = codesOf(error)
  const code = classify(codes, phase)
  const [met, remedy] = SENTENCES[code] ?? ['it failed', 'Try again.']
  const reason = redactText(
    error instanceof Error && error.message !== '' ? error.message : (codes[0] ?? String(error)),
  )
  return new HttpError(
    code,
    `${method} ${url}: ${met} (${reason}). ${remedy}`,
    { url, method, reason },
    { cause: error },
  )
}

/** The error for a signal that was aborted. */
export function abortedError(request: Pick<HttpRequest, 'url' | 'method' | 'signal'>): HttpError {
  const url = redactUrl(request.url)
  const method = request.method ?? 'GET'
  const message = `${method} ${url}: stopped, because the signal given with it was aborted. Nothing more is sent.`
  return new HttpError('ERR_HTTP_ABORTED', message, { url, method }, { cause: request.signal?.reason })
}
