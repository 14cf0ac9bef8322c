/** What a `Content-Range` field says. Offsets are in bytes, `last` is inclusive. */
export type ContentRange =
  | { readonly first: number; readonly last: number; readonly complete: number | undefined }
  /** Of a 416 response: no such range, and how long the representation is. */
  | { readonly complete: number }

const RANGE = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/i
const UNSATISFIED = /^bytes \*\/(\d{1,16})$/i

/** Parses `Content-Range` (RFC 9110 section 14.4); undefined for other units and for ranges that contradict themselves. */
export function parseContentRange(value: string): ContentRange | undefined {
  const unsatisfied = UNSATISFIED.exec(value)
  if (unsatisfied !== null) return safe({ complete: Number(unsatisfied[1]) })
  const range = RANGE.exec(value)
  if (range === null) return undefined
  const first = Number(range[1])
  const last = Number(range[2])
  const complete = range[3] === '*' ? undefined : Number(range[3])
  if (last < first || (complete !== undefined && complete <= last)) return undefined
  return safe({ first, last, complete })
}

function safe(range: ContentRange): ContentRange | undefined {
  const numbers = Object.values(range).filter((value) => value !== undefined)
  return numbers.every(Number.isSafeInteger) ? range : undefined
}
