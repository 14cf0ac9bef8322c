import type { ApkoLock } from './apko-lock.ts'

/** The text of an apko lock file, byte for byte as apko would write it. */
export function formatApkoLock(lock: ApkoLock): string {
  // Go's encoding/json escapes what HTML cannot carry.
  const text = JSON.stringify(lock, null, 2).replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `${text}\n`
}
