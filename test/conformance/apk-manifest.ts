import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Keyring } from '@nacre/apk'
import { testData } from './data.ts'

/** What the manifest of the test data says of one signature. */
export interface StatedSignature {
  readonly algorithm: string
  /** File name of the key that the entry names. */
  readonly name: string
  /** File of the key that verifies it, relative to `data/`; undefined where none is at hand. */
  readonly keyFile: string | undefined
  readonly outcome: 'ok' | 'invalid' | 'unknown'
}

/** What the manifest says of one package or index. */
export interface StatedFile {
  /** Relative to `data/`. */
  readonly path: string
  readonly bytes: number
  readonly signatures: readonly StatedSignature[]
  readonly dataHash: 'ok' | 'bad' | undefined
  /** Number of records of an index. */
  readonly records: number | undefined
}

/** The packages and signed or unsigned indexes of `data/MANIFEST.tsv`. */
export function statedFiles(): StatedFile[] {
  const rows = readFileSync(testData('data/MANIFEST.tsv'), 'utf8').split('\n').slice(1)
  const keyFiles = rows.flatMap((row) =>
    row.split('\t')[0]?.endsWith('.pub') === true ? [row.split('\t')[0] ?? ''] : [],
  )
  return rows.flatMap((row) => {
    const [path = '', bytes = '', , stated = ''] = row.split('\t')
    if (!path.endsWith('.apk') && !path.endsWith('APKINDEX.tar.gz')) return []
    const parts = stated.split('; ')
    const entries = parts.find((part) => part.endsWith(' entries'))
    return [
      {
        path,
        bytes: Number(bytes),
        signatures: parts.flatMap((part) => statedSignature(part, path, keyFiles)),
        dataHash: parts.includes('datahash ok') ? 'ok' : parts.includes('datahash BAD') ? 'bad' : undefined,
        records: entries === undefined ? undefined : Number.parseInt(entries, 10),
      } satisfies StatedFile,
    ]
  })
}

/** A keyring with the one key that a stated signature needs, under the name that its entry uses. */
export function keyringFor({ name, keyFile }: StatedSignature): Keyring {
  return Keyring.of(keyFile === undefined ? {} : { [name]: readFileSync(testData(join('data', keyFile)), 'utf8') })
}

function statedSignature(part: string, path: string, keyFiles: readonly string[]): StatedSignature[] {
  const good = /^(RSA\w*) ok with (\S+?)(?: \(entry names (\S+)\))?$/.exec(part)
  if (good !== null) {
    const [, algorithm = '', key = '', named] = good
    return [{ algorithm, name: named ?? basename(key), keyFile: findKey(key, path, keyFiles), outcome: 'ok' }]
  }
  const other = /^(RSA\w*) (\S+): (INVALID|no matching key available)$/.exec(part)
  if (other === null) return []
  const [, algorithm = '', name = '', outcome] = other
  const invalid = outcome === 'INVALID'
  return [
    {
      algorithm,
      name,
      keyFile: invalid ? findKey(name, path, keyFiles) : undefined,
      outcome: invalid ? 'invalid' : 'unknown',
    },
  ]
}

/** The key file whose path ends as stated, the one nearest to the signed file first. */
function findKey(key: string, path: string, keyFiles: readonly string[]): string {
  const fitting = keyFiles.filter((file) => file === key || file.endsWith(`/${key}`))
  const near = fitting.toSorted((a, b) => sharedLength(b, path) - sharedLength(a, path))[0]
  if (near === undefined)
    throw new Error(`data/MANIFEST.tsv names the key ${key} for ${path}, and data/ has none of that name`)
  return near
}

function sharedLength(a: string, b: string): number {
  const parts = dirname(b).split('/')
  return dirname(a)
    .split('/')
    .findIndex((part, index) => part !== parts[index])
}
