import { encodeText } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { givenScripts, type ScriptInput, type ScriptType } from '../package/script.ts'
import type { AdbReader } from './reader.ts'
import { scriptField } from './schemas.ts'
import type { AdbValue } from './value.ts'
import type { AdbWriter } from './writer.ts'

const slots = Object.entries(scriptField) as [ScriptType, number][]

/** The scripts of a package. Throws `ERR_APK_LIMIT` for one longer than `limit`. */
export function readScripts(reader: AdbReader, value: AdbValue, limit: number): Map<ScriptType, Uint8Array> {
  const object = reader.object(value)
  const scripts = new Map<ScriptType, Uint8Array>()
  for (const [type, slot] of slots) {
    const script = reader.blob(reader.field(object, slot))
    if (script.length > limit) throw scriptTooLarge(type, script.length, limit)
    if (script.length > 0) scripts.set(type, script)
  }
  return scripts
}

/** Writes the scripts of a package, in slot order. */
export function writeScripts(writer: AdbWriter, scripts: ReadonlyMap<string, Uint8Array>): AdbValue {
  return writer.object(slots.map(([type]) => writer.blob(scripts.get(type) ?? new Uint8Array(0))))
}

function scriptTooLarge(type: ScriptType, size: number, limit: number): ApkError {
  return new ApkError(
    'ERR_APK_LIMIT',
    `Reading a v3 file: its ${type} script has ${size} bytes, more than the limit of ${limit}. Raise the limit if the package is trusted`,
    { details: { name: type, size, limit } },
  )
}

/** Scripts given as text or bytes, by type. Throws `ERR_APK_SCRIPT_TYPE` for a type that there is not. */
export function scriptBytes(scripts?: ScriptInput): Map<string, Uint8Array> {
  return new Map(
    Array.from(givenScripts(scripts), ([type, content]) => [
      type,
      typeof content === 'string' ? encodeText(content) : content,
    ]),
  )
}
