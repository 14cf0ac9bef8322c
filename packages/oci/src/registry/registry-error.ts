import { type HttpResponse, readBody, redactText, redactUrl } from '@nacre/http'
import { OciError, type OciErrorCode } from '../error.ts'

/** One entry of a registry's error body: distribution-spec v1.1, "Error Codes". */
export interface RegistryFault {
  readonly code: string
  readonly message: string
}

const BODY_LIMIT = 64 * 1024
const SHOWN_FAULTS = 5
const SHOWN_LENGTH = 300

/** Reads the error body of an answer; never throws, and gives nothing for a body of another form. */
export async function readFaults(response: HttpResponse): Promise<RegistryFault[]> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await readBody(response, { limit: BODY_LIMIT })))
    if (typeof value !== 'object' || value === null || !('errors' in value) || !Array.isArray(value.errors)) return []
    return value.errors.slice(0, SHOWN_FAULTS).map((fault: { code?: unknown; message?: unknown } | null) => ({
      code: shown(fault?.code),
      message: shown(fault?.message),
    }))
  } catch {
    return []
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? redactText(value.slice(0, SHOWN_LENGTH)) : ''
}

/**
 * The error for an answer that was not hoped for.
 *
 * @param doing - what was being done, as the beginning of the message
 */
export async function registryError(response: HttpResponse, doing: string): Promise<OciError> {
  const faults = await readFaults(response)
  const { code, remedy } = classify(response.status)
  const said = faults.map((fault) => `${fault.code} ${fault.message}`.trim()).join('; ')
  const url = redactUrl(response.url)
  return new OciError(
    code,
    `${doing}: the registry answered ${response.status}${said === '' ? '' : ` (${said})`}; ${remedy}`,
    { details: { status: response.status, url, faults } },
  )
}

function classify(status: number): { readonly code: OciErrorCode; readonly remedy: string } {
  if (status === 401) return { code: 'ERR_OCI_UNAUTHORIZED', remedy: 'log in, or give other credentials' }
  if (status === 403) return { code: 'ERR_OCI_DENIED', remedy: 'these credentials may not do that; ask the owner' }
  if (status === 404) return { code: 'ERR_OCI_NOT_FOUND', remedy: 'check the name, or push it first' }
  if (status === 405) return { code: 'ERR_OCI_UNSUPPORTED', remedy: 'this registry does not offer it' }
  if (status === 413)
    return { code: 'ERR_OCI_TOO_LARGE', remedy: 'send less at once, or raise the limit of the registry' }
  if (status === 429) return { code: 'ERR_OCI_RATE_LIMITED', remedy: 'wait, and try again' }
  if (status >= 500) return { code: 'ERR_OCI_REGISTRY', remedy: 'the registry is in trouble; try again later' }
  return { code: 'ERR_OCI_REFUSED', remedy: 'check what was sent' }
}
