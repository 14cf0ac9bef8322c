import * as v from 'valibot'

/** Values by name. Unlike `record` of valibot it passes over no name: `constructor` is one like any other. */
export function recordSchema<T>(
  name: v.GenericSchema<string>,
  value: v.GenericSchema<T>,
): v.GenericSchema<Record<string, T>> {
  return v.pipe(
    v.custom<Record<string, T>>(isRecord, 'is no mapping'),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const input = dataset.value
      for (const [key, held] of Object.entries(input)) {
        const issues = [...(v.safeParse(name, key).issues ?? []), ...(v.safeParse(value, held).issues ?? [])]
        for (const { message, path = [] } of issues) {
          addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value: held }, ...path] })
        }
      }
    }),
  )
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
