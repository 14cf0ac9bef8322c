/**
 * The address of the next page out of a `Link` header (RFC 8288; distribution-spec v1.1, "Listing Tags"), or undefined.
 *
 * @param base - what a relative address is relative to
 * @returns only an address of the same origin: another one would get the credentials
 */
export function nextPage(link: string | null, base: string): URL | undefined {
  for (const match of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const [, target = '', parameters = ''] = match
    if (!/;\s*rel\s*=\s*"?(?:[^",;]*\s)?next(?:\s[^",;]*)?"?/i.test(parameters)) continue
    if (!URL.canParse(target, base)) return undefined
    const url = new URL(target, base)
    return url.origin === new URL(base).origin ? url : undefined
  }
  return undefined
}
