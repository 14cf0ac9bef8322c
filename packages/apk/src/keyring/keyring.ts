import { ApkError } from '../error.ts'
import { PublicKey } from './public-key.ts'

/** The public keys that are trusted, by name. Values never change; {@link Keyring.with} makes another one. */
export class Keyring {
  readonly #keys: ReadonlyMap<string, PublicKey>

  private constructor(keys: ReadonlyMap<string, PublicKey>) {
    this.#keys = keys
  }

  /**
   * A keyring of keys given as PEM.
   *
   * @param keys PEM text (or its bytes) by file name: `{ 'wolfi-signing.rsa.pub': '-----BEGIN PUBLIC KEY-----…' }`; or
   *   keys with `name` and `publicPem`, as {@link generateKey} makes them
   * @throws ApkError ERR_APK_KEY_FORMAT, ERR_APK_KEY_NAME
   */
  static of(
    keys:
      | Readonly<Record<string, string | Uint8Array>>
      | Iterable<{ readonly name: string; readonly publicPem: string }>,
  ): Keyring {
    const map = new Map<string, PublicKey>()
    for (const [name, pem] of namedPems(keys)) map.set(name, new PublicKey(name, pem))
    return new Keyring(map)
  }

  /**
   * The keys of a directory such as `/etc/apk/keys`: every file that holds a PEM public key, under its file name. Hidden files
   * and files of other content are skipped, as apk does.
   *
   * @throws ApkError ERR_APK_KEYRING_DIRECTORY the directory cannot be read
   */
  static async fromDirectory(directory: string): Promise<Keyring> {
    const { readdir, readFile } = await import('node:fs/promises')
    const { join } = await import('node:path')
    const map = new Map<string, PublicKey>()
    try {
      const entries = await readdir(directory, { withFileTypes: true })
      for (const name of entries.map((entry) => entry.name).sort()) {
        if (name.startsWith('.')) continue
        const key = await readFile(join(directory, name), 'latin1').then(
          (pem) => tryKey(name, pem),
          () => undefined,
        )
        if (key !== undefined) map.set(name, key)
      }
    } catch (cause) {
      throw new ApkError(
        'ERR_APK_KEYRING_DIRECTORY',
        `Reading keys from ${directory}: the directory cannot be read. Check that it exists and may be listed`,
        { details: { directory }, cause },
      )
    }
    return new Keyring(map)
  }

  /** The key of that exact name, or undefined. */
  get(name: string): PublicKey | undefined {
    return this.#keys.get(name)
  }

  /** Names of all keys, in the order given. */
  get names(): string[] {
    return [...this.#keys.keys()]
  }

  /** All keys, in the order given. */
  keys(): IterableIterator<PublicKey> {
    return this.#keys.values()
  }

  /** A keyring with the keys of both; on equal names those of the other one count. */
  with(other: Keyring): Keyring {
    return new Keyring(new Map([...this.#keys, ...other.#keys]))
  }
}

function* namedPems(
  keys: Readonly<Record<string, string | Uint8Array>> | Iterable<{ readonly name: string; readonly publicPem: string }>,
): Generator<[string, string]> {
  if (Symbol.iterator in keys) {
    for (const key of keys as Iterable<{ readonly name: string; readonly publicPem: string }>)
      yield [key.name, key.publicPem]
    return
  }
  for (const [name, pem] of Object.entries(keys))
    yield [name, typeof pem === 'string' ? pem : new TextDecoder().decode(pem)]
}

function tryKey(name: string, pem: string): PublicKey | undefined {
  try {
    return new PublicKey(name, pem)
  } catch {
    return undefined
  }
}
