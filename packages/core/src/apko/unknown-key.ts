import { formatPath, type ValuePath } from './fault.ts'

/** What to say of a key that the format does not have: the nearest one that it has, or all of them. */
export function unknownKey(key: string, path: ValuePath, known: readonly string[]): string {
  const where = path.length === 0 ? 'at the top' : `in "${formatPath(path)}"`
  const shown = JSON.stringify(key.slice(0, 80))
  const nearest = known.find((one) => bare(one) === bare(key)) ?? known.find((one) => isNear(bare(one), bare(key)))
  const advice = nearest === undefined ? `Known here are ${known.join(', ')}.` : `Did you mean "${nearest}"?`
  return `there is no key ${shown} ${where}. ${advice}`
}

function bare(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, '')
}

/** Whether one letter was left out, put in, or changed. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 3) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const rest = (text: string, from: number): string => text.slice(from)
  return (
    rest(a, start + 1) === rest(b, start + 1) ||
    rest(a, start) === rest(b, start + 1) ||
    rest(a, start + 1) === rest(b, start)
  )
}
