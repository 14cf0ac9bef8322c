import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Keyring } from '@nacre/apk'
import type { KeyEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'

/**
 * The keys that a definition trusts, out of files, directories and inline text.
 *
 * @throws ImageError `ERR_IMAGE_KEY_UNREADABLE`; ApkError `ERR_APK_KEY_FORMAT`
 */
export async function loadKeyring(entries: readonly KeyEntry[]): Promise<Keyring> {
  let keyring = Keyring.of({})
  for (const entry of entries) keyring = keyring.with(await loadKeys(entry))
  return keyring
}

async function loadKeys(entry: KeyEntry): Promise<Keyring> {
  if (typeof entry !== 'string') return Keyring.of({ [entry.name]: entry.content })
  try {
    if ((await stat(entry)).isDirectory()) return await Keyring.fromDirectory(entry)
    return Keyring.of({ [basename(entry)]: await readFile(entry) })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause
    throw new ImageError(
      'ERR_IMAGE_KEY_UNREADABLE',
      `Reading the key ${entry}: there is no such file or directory that can be read. Correct the path.`,
      { details: { key: entry }, cause },
    )
  }
}
