import { basic } from './address.ts'
import { discard } from './body.ts'
import { HttpError } from './error.ts'
import type { HttpRequest, HttpResponse, Layer } from './message.ts'
import { redactUrl } from './redact.ts'

/** What opens an origin. */
export type Credential =
  | { readonly username: string; readonly password: string }
  | { readonly token: string }
  /** A whole `Authorization` value. */
  | { readonly authorization: string }

/** What credentials are asked for. */
export interface CredentialQuestion {
  /** Scheme, host and port, such as `https://apk.example.com`. */
  readonly origin: string
  /** The credential the origin has just answered 401 to; give another one, or undefined. */
  readonly rejected?: Credential
  readonly signal?: AbortSignal
}

/**
 * Gives the credential for an origin, or undefined for none. Asked once an origin, and again when the origin answers 401
 * to it. Never asked while offline, nor for a request that has an `Authorization` of its own.
 */
export type Credentials = (question: CredentialQuestion) => Promise<Credential | undefined> | Credential | undefined

function headerOf(credential: Credential): string {
  if ('authorization' in credential) return credential.authorization
  if ('token' in credential) return `Bearer ${credential.token}`
  return basic(credential.username, credential.password)
}

function withAuthorization(request: HttpRequest, credential: Credential | undefined): HttpRequest {
  if (credential === undefined) return request
  return { ...request, headers: { ...request.headers, authorization: headerOf(credential) } }
}

async function ask(credentials: Credentials, question: CredentialQuestion): Promise<Credential | undefined> {
  try {
    return await credentials(question)
  } catch (cause) {
    const url = redactUrl(question.origin)
    const message = `Asking for the credentials of ${url}: the callback failed. See the cause.`
    throw new HttpError('ERR_HTTP_CREDENTIALS', message, { url }, { cause })
  }
}

/** Adds what the callback gives for the origin of each request, redirect hops included. */
export function withCredentials(credentials: Credentials): Layer {
  return (next) => {
    const known = new Map<string, Promise<Credential | undefined>>()
    const learn = (origin: string, question: CredentialQuestion): Promise<Credential | undefined> => {
      const answer = ask(credentials, question)
      known.set(origin, answer)
      answer.catch(() => {
        if (known.get(origin) === answer) known.delete(origin)
      })
      return answer
    }
    return {
      async request(request: HttpRequest): Promise<HttpResponse> {
        if (request.headers?.authorization !== undefined) return next.request(request)
        const { origin } = new URL(request.url)
        const base: CredentialQuestion = request.signal === undefined ? { origin } : { origin, signal: request.signal }
        const asked = known.get(origin) ?? learn(origin, base)
        const credential = await asked
        const response = await next.request(withAuthorization(request, credential))
        if (response.status !== 401 || credential === undefined) return response
        // Another request may have learned a new one in the meantime.
        const fresh = await (known.get(origin) === asked
          ? learn(origin, { ...base, rejected: credential })
          : known.get(origin))
        if (fresh === undefined || headerOf(fresh) === headerOf(credential)) return response
        await discard(response.body)
        return next.request(withAuthorization(request, fresh))
      },
    }
  }
}
