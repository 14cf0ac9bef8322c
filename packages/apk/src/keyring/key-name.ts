import { ApkError } from '../error.ts'

/**
 * Checks the name of a key: the file name of its public half in a client's key directory.
 *
 * @throws ApkError ERR_APK_KEY_NAME an empty or hidden name, or one with a slash, a space or a control character
 */
export function checkKeyName(name: string): string {
  if (isKeyName(name)) return name
  throw new ApkError(
    'ERR_APK_KEY_NAME',
    `Naming a key: ${JSON.stringify(name.slice(0, 100))} cannot be a file name of a public key. Use one such as builder@example.org-5f3a9c01.rsa.pub`,
    { details: { name: name.slice(0, 100) } },
  )
}

/** Whether a text can name a key. */
export function isKeyName(name: string): boolean {
  if (name === '' || name.length > 200 || name.startsWith('.')) return false
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    if (code <= 32 || code === 47 || code === 92 || code === 127) return false
  }
  return true
}

/** The name with `.rsa.pub`, which apko demands of every key, unless it ends in `.pub` already. */
export function withPublicSuffix(name: string): string {
  return name.endsWith('.pub') ? name : `${name.replace(/\.rsa$/, '')}.rsa.pub`
}
