const HIDDEN = '***'

/** Query parameters whose values grant access: S3, GCS and Azure signatures, OAuth tokens, API keys. */
const SECRET_PARAMETER =
  /^(?:x-amz-|x-goog-)|sig|token|secret|passw|auth|credential|session|jwt|assertion|policy|^(?:key|apikey|api[-_]key|access[-_]?key(?:[-_]?id)?|key-pair-id|code|awsaccesskeyid|googleaccessid)$/i

const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi
const AUTHORIZATION_IN_TEXT = /\b(basic|bearer|negotiate|digest)\s+[a-z0-9._~+/=-]{6,}/gi

function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=')
      if (equals < 0) return pair
      const name = pair.slice(0, equals)
      return SECRET_PARAMETER.test(decoded(name)) ? `${name}=${HIDDEN}` : pair
    })
    .join('&')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * A URL that can be shown and logged: user information and the values of secret query parameters become `***`, the
 * fragment is dropped. Works on text, so that it also redacts what cannot be parsed as a URL.
 */
export function redactUrl(url: string): string {
  const fragment = url.indexOf('#')
  const whole = fragment < 0 ? url : url.slice(0, fragment)
  const question = whole.indexOf('?')
  const address = question < 0 ? whole : whole.slice(0, question)
  const query = question < 0 ? '' : `?${redactQuery(whole.slice(question + 1))}`
  // RFC 3986 section 3.2.1: user information ends at the last "@" of the authority.
  const authority = /^([a-z][a-z0-9+.-]*:[\\/]*)([^\\/]*)@/i.exec(address)
  if (authority === null) return address + query
  return `${authority[1]}${HIDDEN}@${address.slice(authority[0].length)}${query}`
}

/** Text (of a foreign error, say) with every URL redacted and every `Authorization` value replaced by `***`. */
export function redactText(text: string): string {
  return text.replace(URL_IN_TEXT, redactUrl).replace(AUTHORIZATION_IN_TEXT, `$1 ${HIDDEN}`)
}
