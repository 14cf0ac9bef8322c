import { ApkError } from '../error.ts'

/** Scripts that a package may carry. Source: apk-tools, script types. */
export type ScriptType =
  | 'pre-install'
  | 'post-install'
  | 'pre-deinstall'
  | 'post-deinstall'
  | 'pre-upgrade'
  | 'post-upgrade'
  | 'trigger'

/** All script types, in the order in which apk knows them. */
export const scriptTypes: readonly ScriptType[] = [
  'pre-install',
  'post-install',
  'pre-deinstall',
  'post-deinstall',
  'pre-upgrade',
  'post-upgrade',
  'trigger',
]

/** Whether a text names a script type. */
export function isScriptType(text: string): text is ScriptType {
  return (scriptTypes as readonly string[]).includes(text)
}

/** Scripts by type, as text or bytes. */
export type ScriptInput =
  | Readonly<Partial<Record<ScriptType, string | Uint8Array>>>
  | ReadonlyMap<ScriptType, string | Uint8Array>

/** Scripts as they were given, by type. Throws `ERR_APK_SCRIPT_TYPE` for a type that there is not. */
export function givenScripts(scripts: ScriptInput = {}): ReadonlyMap<string, string | Uint8Array> {
  const given = new Map<string, string | Uint8Array>(scripts instanceof Map ? scripts : Object.entries(scripts))
  for (const type of given.keys()) if (!isScriptType(type)) throw unknownScript(type)
  return given
}

function unknownScript(type: string): ApkError {
  return new ApkError(
    'ERR_APK_SCRIPT_TYPE',
    `Writing a package: ${JSON.stringify(type)} is no type of script. Use one of ${scriptTypes.join(', ')}`,
    { details: { type } },
  )
}
