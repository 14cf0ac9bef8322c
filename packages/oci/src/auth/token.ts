import { HttpError, type HttpRequest, readBody, redactUrl, type Transport } from '@nacre/http'
import { isOciError, OciError } from '../error.ts'
import type { Credential } from './credential.ts'

/** An access token, and until when it is good. */
export interface AccessToken {
  readonly value: string
  /** Milliseconds since 1970. */
  readonly expires: number
}

/** What a token is asked for. */
export interface TokenQuestion {
  /** Address of the token server. */
  readonly realm: string
  readonly service: string | undefined
  readonly scopes: readonly string[]
  readonly credential: Credential | undefined
}

const CLIENT = 'nacre'
const ANSWER_LIMIT = 1024 * 1024
/** Docker registry v2 token authentication, "Token Response Fields": what holds when `expires_in` is not given. */
const DEFAULT_SECONDS = 60

/**
 * Gets a token: with GET (Docker registry v2 token authentication), or with POST when there is a refresh token
 * (Docker registry v2 OAuth 2).
 *
 * @returns undefined when the token server answers 401 or 403: it does not know these credentials
 * @throws OciError `ERR_OCI_TOKEN` when it answers something else
 */
export async function fetchToken(
  transport: Transport,
  question: TokenQuestion,
  now: () => number,
): Promise<AccessToken | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askOnce(transport, question, now)
    } catch (error) {
      // An answer that came to harm on its way is worth a second question; the transport has seen to everything else.
      const harmed = error instanceof HttpError ? error.code.startsWith('ERR_HTTP_BODY_') : isUnreadable(error)
      if (!harmed || attempt === 2) throw error
    }
  }
}

async function askOnce(
  transport: Transport,
  question: TokenQuestion,
  now: () => number,
): Promise<AccessToken | undefined> {
  const { credential } = question
  const request = credential?.kind === 'refresh-token' ? postRequest(question, credential.token) : getRequest(question)
  const asked = now()
  const response = await transport.request({ ...request, unqueued: true })
  const body = await readBody(response, { limit: ANSWER_LIMIT })
  if (response.status === 401 || response.status === 403) return undefined
  if (response.status !== 200) throw tokenError(question, `it answered ${response.status}`, response.status)
  return readToken(body, question, asked)
}

function isUnreadable(error: unknown): boolean {
  return isOciError(error, 'ERR_OCI_TOKEN') && error.details.status === undefined
}

function getRequest(question: TokenQuestion): HttpRequest {
  const url = new URL(question.realm)
  if (question.service !== undefined) url.searchParams.set('service', question.service)
  for (const scope of question.scopes) url.searchParams.append('scope', scope)
  const { credential } = question
  if (credential?.kind !== 'basic') return { url: url.href }
  url.searchParams.set('account', credential.username)
  return { url: url.href, headers: { authorization: basicHeader(credential.username, credential.password) } }
}

function postRequest(question: TokenQuestion, refreshToken: string): HttpRequest {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: CLIENT,
    scope: question.scopes.join(' '),
    ...(question.service === undefined ? {} : { service: question.service }),
  })
  return {
    url: question.realm,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(form.toString()),
    idempotent: true,
  }
}

/** The value of `Authorization` for a name and a password (RFC 7617). */
export function basicHeader(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

function readToken(body: Uint8Array, question: TokenQuestion, asked: number): AccessToken {
  const value = parseObject(body)
  const token = value?.token || value?.access_token
  if (typeof token !== 'string' || token === '') throw tokenError(question, 'its answer holds no token')
  const seconds = value?.expires_in
  // Measured from when it was asked for, by our own clock: the server's may differ.
  const lifetime = typeof seconds === 'number' && seconds > 0 ? seconds : DEFAULT_SECONDS
  return { value: token, expires: asked + lifetime * 1000 }
}

// What the answer says is not quoted: it may hold a token.
function parseObject(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function tokenError(question: TokenQuestion, met: string, status?: number): OciError {
  const realm = redactUrl(question.realm)
  return new OciError(
    'ERR_OCI_TOKEN',
    `Getting a token for ${question.scopes.join(' ') || 'the registry'} from ${realm}: ${met}; try again, or check the registry's token server`,
    { details: { realm, scopes: question.scopes, ...(status === undefined ? {} : { status }) } },
  )
}
