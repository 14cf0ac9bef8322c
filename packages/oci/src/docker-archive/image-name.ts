/** Parts of an image name as Docker writes it. */
export interface ImageName {
  /** With registry and `library/`, such as `docker.io/library/nginx`. */
  readonly repository: string
  /** Empty when the name has none. */
  readonly tag: string
}

/**
 * Splits and completes a name as Docker does (distribution/reference, normalize.go): no registry means `docker.io`, there
 * one part means `library/`, no tag means `latest`.
 */
export function parseImageName(text: string): ImageName {
  const bare = text.split('@')[0] ?? text
  const slash = bare.lastIndexOf('/')
  const colon = bare.indexOf(':', slash + 1)
  const path = colon === -1 ? bare : bare.slice(0, colon)
  const tag = colon === -1 ? 'latest' : bare.slice(colon + 1)
  const first = path.split('/')[0] ?? ''
  const hasRegistry = path.includes('/') && (/[.:]/.test(first) || first === 'localhost')
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io'
  const rest = hasRegistry ? path.slice(first.length + 1) : path
  const library = registry === 'docker.io' && !rest.includes('/') ? 'library/' : ''
  return { repository: `${registry}/${library}${rest}`, tag }
}

/** The full name, `docker.io/library/nginx:latest` for `nginx`. */
export function normaliseImageName(text: string): string {
  const { repository, tag } = parseImageName(text)
  return `${repository}:${tag}`
}

/** The name with `:latest` when it has no tag, otherwise as it is. */
export function withTag(text: string): string {
  return text.indexOf(':', text.lastIndexOf('/') + 1) === -1 ? `${text}:latest` : text
}
