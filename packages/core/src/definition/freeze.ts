/** A deep copy that cannot change: arrays and plain objects frozen, absent fields dropped. */
export function freeze<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(freeze)) as T
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.freeze(Object.fromEntries(entries.map(([key, field]) => [key, freeze(field)]))) as T
}
