import type { Faults } from './fault.ts'
import { compareKeys, encodeJson, encodeString } from './json.ts'

/** Reads a JSON value into a `T`, noting every fault, and writes a `T` as canonical JSON. One table serves both ways. */
export interface Shape<T> {
  read(value: unknown, path: string, faults: Faults): T | undefined
  write(value: T): string
  /** True for what Go's `omitempty` leaves out. */
  empty(value: T): boolean
}

/** A field of an object: `required` must be there; `always` is written even when empty; `optional` is left out then. */
export interface Field<T> {
  readonly shape: Shape<T>
  readonly presence: 'required' | 'always' | 'optional'
  readonly absent?: () => T
}

/** A field that must be present. */
export function required<T>(shape: Shape<T>): Field<T> {
  return { shape, presence: 'required' }
}

/** A field that is left out when empty. */
export function optional<T>(shape: Shape<T>): Field<T> {
  return { shape, presence: 'optional' }
}

/** A field that gets a value when absent, and is always written. */
export function always<T>(shape: Shape<T>, absent: () => T): Field<T> {
  return { shape, presence: 'always', absent }
}

/** A string; `check` answers what is wrong with one, or undefined. */
export function string<T extends string = string>(check?: (text: string) => string | undefined): Shape<T> {
  return {
    read(value, path, faults) {
      if (typeof value !== 'string') {
        faults.add(path, `must be a string, met ${kindOf(value)}`)
        return undefined
      }
      const wrong = check?.(value)
      if (wrong !== undefined) faults.add(path, wrong)
      return wrong === undefined ? (value as T) : undefined
    },
    write: encodeString,
    empty: (value) => value === '',
  }
}

/** A whole number from `min` to 2^53-1. */
export function integer<T extends number = number>(min: number, max: number = Number.MAX_SAFE_INTEGER): Shape<T> {
  return {
    read(value, path, faults) {
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value as T
      faults.add(path, `must be a whole number from ${min} to ${max}, met ${kindOf(value)}`)
      return undefined
    },
    write: (value) => String(value),
    empty: (value) => value === 0,
  }
}

/** True or false. */
export const boolean: Shape<boolean> = {
  read(value, path, faults) {
    if (typeof value === 'boolean') return value
    faults.add(path, `must be true or false, met ${kindOf(value)}`)
    return undefined
  },
  write: (value) => String(value),
  empty: (value) => !value,
}

/** A list of one shape. */
export function list<T>(of: Shape<T>): Shape<readonly T[]> {
  return {
    read(value, path, faults) {
      if (!Array.isArray(value)) {
        faults.add(path, `must be a list, met ${kindOf(value)}`)
        return undefined
      }
      if (tooMany(value.length, path, faults)) return undefined
      const items: T[] = []
      value.forEach((item, at) => {
        const read = of.read(item, `${path}[${at}]`, faults)
        if (read !== undefined) items.push(read)
      })
      return items
    },
    write: (value) => `[${value.map((item) => of.write(item)).join(',')}]`,
    empty: (value) => value.length === 0,
  }
}

/** A map from any string to one shape; written with sorted keys. */
export function map<T>(of: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    read(value, path, faults) {
      if (!isObject(value)) {
        faults.add(path, `must be an object, met ${kindOf(value)}`)
        return undefined
      }
      const entries = Object.entries(value)
      if (tooMany(entries.length, path, faults)) return undefined
      const read: [string, T][] = []
      for (const [key, child] of entries) {
        const item = of.read(child, `${path}[${JSON.stringify(key.slice(0, 80))}]`, faults)
        if (item !== undefined) read.push([key, item])
      }
      return Object.fromEntries(read)
    },
    write(value) {
      const entries = Object.entries(value).sort(([a], [b]) => compareKeys(a, b))
      return `{${entries.map(([key, child]) => `${encodeString(key)}:${of.write(child)}`).join(',')}}`
    },
    empty: (value) => Object.keys(value).length === 0,
  }
}

/** The fields of `T` in the order in which they are written. */
export type Fields<T> = { readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>> }

/** An object with known fields. Unknown ones are kept when read, and written after the known ones, sorted. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const known = Object.entries(fields) as [string, Field<unknown>][]
  return {
    read(value, path, faults) {
      if (!isObject(value)) {
        faults.add(path, `must be an object, met ${kindOf(value)}`)
        return undefined
      }
      const read: [string, unknown][] = []
      for (const [name, field] of known) {
        const child = Object.hasOwn(value, name) ? value[name] : undefined
        const at = path === '' ? name : `${path}.${name}`
        // Go writes null for nil slices, maps and pointers, and reads it back as absent (encoding/json, Unmarshal).
        if (child === undefined || child === null) {
          if (field.presence === 'required') faults.add(at, 'is missing')
          if (field.absent !== undefined) read.push([name, field.absent()])
          continue
        }
        const item = field.shape.read(child, at, faults)
        if (item !== undefined) read.push([name, item])
      }
      const names = new Set(known.map(([name]) => name))
      for (const entry of Object.entries(value)) if (!names.has(entry[0])) read.push(entry)
      return Object.fromEntries(read) as T
    },
    write(value) {
      const all = new Map<string, unknown>(Object.entries(value))
      const parts: string[] = []
      for (const [name, field] of known) {
        const child = all.get(name) ?? field.absent?.()
        all.delete(name)
        if (child === undefined || child === null) continue
        if (field.presence === 'optional' && field.shape.empty(child)) continue
        parts.push(`${encodeString(name)}:${field.shape.write(child)}`)
      }
      const rest = [...all].filter(([, child]) => child !== undefined).sort(([a], [b]) => compareKeys(a, b))
      for (const [name, child] of rest) parts.push(`${encodeString(name)}:${encodeJson(child)}`)
      return `{${parts.join(',')}}`
    },
    empty: () => false,
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tooMany(count: number, path: string, faults: Faults): boolean {
  if (count <= faults.entries) return false
  faults.add(path, `has ${count} entries, more than the limit of ${faults.entries}`)
  return true
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `an ${typeof value}`
}
