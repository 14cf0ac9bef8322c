import { readJson } from '@nacre/http'
import { OciError } from '../error.ts'
import type { CallOptions } from './call-options.ts'
import { nextPage } from './link.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import { type Session, send } from './session.ts'

/** Options of a tag listing. */
export interface TagsOptions extends CallOptions {
  /** Tags asked for in one request; registries may give fewer. Default: what the registry likes. */
  readonly pageSize?: number
}

const PAGE_LIMIT = 16 * 1024 * 1024
const MOST_PAGES = 10_000

/** Tags page by page, in the order of the registry: distribution-spec v1.1, "Listing Tags". */
export async function* tagPages(
  session: Session,
  repository: RepositoryName,
  options: TagsOptions,
): AsyncGenerator<readonly string[], void, undefined> {
  const name = formatReference(repository)
  const size = options.pageSize === undefined ? '' : `?n=${options.pageSize}`
  let path: string | URL = `${repository.repository}/tags/list${size}`
  for (let page = 0; page < MOST_PAGES; page++) {
    const response = await send(session, { repository, actions: ['pull'], path, signal: options.signal })
    if (response.status !== 200) throw await registryError(response, `Listing the tags of ${name}`)
    yield readTags(await readJson(response, { limit: PAGE_LIMIT }), name)
    const next = nextPage(response.headers.get('link'), response.url)
    if (!next) return
    path = next
  }
  throw new OciError(
    'ERR_OCI_LIMIT',
    `Listing the tags of ${name}: met more than ${MOST_PAGES} pages; take the first ones with tagPages`,
    { details: { limit: 'pages', max: MOST_PAGES } },
  )
}

function readTags(value: unknown, name: string): string[] {
  const tags = typeof value === 'object' && value !== null && 'tags' in value ? value.tags : undefined
  // A repository without tags is told with null by registries written in Go.
  if (tags === null) return []
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags
  throw new OciError(
    'ERR_OCI_REFUSED',
    `Listing the tags of ${name}: the answer holds no list of tags; check that the address is that of a registry`,
    { details: { repository: name } },
  )
}
