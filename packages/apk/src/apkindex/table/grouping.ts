/** Numbers grouped by a small integer key, each group in the order of addition; two flat arrays instead of many small ones. */
export interface Grouping {
  /** Where each group begins, and after the last where it ends. */
  readonly starts: Int32Array
  readonly values: Int32Array
}

/** Groups values by their keys, which are below `groups`. */
export function grouped(keys: readonly number[], values: readonly number[], groups: number): Grouping {
  const starts = new Int32Array(groups + 1)
  for (const key of keys) starts[key + 1]!++
  for (let i = 0; i < groups; i++) starts[i + 1]! += starts[i]!
  const next = starts.slice()
  const sorted = new Int32Array(values.length)
  for (let i = 0; i < keys.length; i++) sorted[next[keys[i]!]!++] = values[i]!
  return { starts, values: sorted }
}

/** The values of one group. */
export function groupOf({ starts, values }: Grouping, key: number): Int32Array {
  return values.subarray(starts[key], starts[key + 1])
}
