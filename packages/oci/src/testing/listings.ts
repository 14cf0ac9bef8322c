import { type Answer, type Exchange, json, refuse } from './answer.ts'
import { readLinks } from './manifest-links.ts'
import type { StoredRepository } from './registry-store.ts'

const INDEX = 'application/vnd.oci.image.index.v1+json'

/** GET of the tag list with `n` and `last`: distribution-spec v1.1, "Listing Tags". */
export function answerTags(
  exchange: Exchange,
  repository: StoredRepository | undefined,
  name: string,
  pageSize: number,
): Answer {
  if (!repository) return refuse(404, 'NAME_UNKNOWN', `no repository ${name}`)
  const wanted = Number(exchange.url.searchParams.get('n') ?? pageSize)
  const last = exchange.url.searchParams.get('last') ?? ''
  const rest = [...repository.tags.keys()].sort().filter((tag) => tag > last)
  const tags = rest.slice(0, Math.min(wanted, pageSize))
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (tags.length < rest.length && tags.length > 0) {
    const next = `/v2/${name}/tags/list?n=${wanted}&last=${encodeURIComponent(tags.at(-1) ?? '')}`
    headers.link = `<${next}>; rel="next"`
  }
  return json(200, { name, tags }, headers)
}

/** GET of the referrers of a digest, filtered and in pages: distribution-spec v1.1, "Listing Referrers". */
export function answerReferrers(
  exchange: Exchange,
  repository: StoredRepository | undefined,
  name: string,
  digest: string,
  pageSize: number,
): Answer {
  if (!/^sha256:[a-f0-9]{64}$/.test(digest)) return refuse(400, 'DIGEST_INVALID', `${digest} is not a digest`)
  const artifactType = exchange.url.searchParams.get('artifactType')
  const from = Number(exchange.url.searchParams.get('from') ?? 0)
  const all = [...(repository?.manifests ?? [])].flatMap(([digestOfReferrer, manifest]) => {
    const links = readLinks(manifest.bytes)
    if (links?.subject !== digest) return []
    if (artifactType !== null && links.artifactType !== artifactType) return []
    const { artifactType: type, annotations } = links
    return [
      {
        mediaType: manifest.mediaType,
        digest: digestOfReferrer,
        size: manifest.bytes.length,
        ...(type === undefined ? {} : { artifactType: type }),
        ...(annotations === undefined ? {} : { annotations }),
      },
    ]
  })
  const headers: Record<string, string> = { 'content-type': INDEX }
  if (artifactType !== null) headers['oci-filters-applied'] = 'artifactType'
  if (from + pageSize < all.length) {
    const filter = artifactType === null ? '' : `&artifactType=${encodeURIComponent(artifactType)}`
    headers.link = `</v2/${name}/referrers/${digest}?from=${from + pageSize}${filter}>; rel="next"`
  }
  const manifests = all.slice(from, from + pageSize)
  return json(200, { schemaVersion: 2, mediaType: INDEX, manifests }, headers)
}
