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
