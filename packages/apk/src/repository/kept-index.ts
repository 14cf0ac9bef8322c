import { digestOf, encodeText } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import type { Index } from '../apkindex/index-file.ts'
import { indexWith } from '../apkindex/index-with.ts'
import { parseIndex } from '../apkindex/parse.ts'
import type { ReadIndexOptions } from '../apkindex/read.ts'
import { packIndex, unpackIndex } from '../apkindex/table/packed-form.ts'
import { PackedTable } from '../apkindex/table/packed-table.ts'
import type { IndexSections } from '../apkindex/table/sections.ts'
import { withLimits } from '../package/limits.ts'
import { bytesSource } from '../package/source.ts'

/** The namespace in which indexes are kept; the number changes with their form, and with what is demanded of an index. */
const NAMESPACE = 'apk-index-1'

/** How an index is read and kept. */
export interface KeptIndexOptions extends Omit<ReadIndexOptions, 'onFault' | 'allowMissingChecksum'> {
  readonly cache?: Store
  /** What error messages call the file. */
  readonly label?: string
}

/**
 * The index that the bytes of a file are, its records read when they are asked for. One that was verified before with the same keys comes
 * out of the cache, found by the bytes and the keys.
 *
 * @throws those of `readIndex`
 */
export async function readKeptIndex(bytes: Uint8Array, options: KeptIndexOptions): Promise<Index> {
  const { cache, signal, label } = options
  signal?.throwIfAborted()
  const key = cache && keyOf(bytes, options)
  const kept = cache && key && (await findIndex(cache, key))
  if (kept) return kept
  const { readIndexBy } = await import('../apkindex/read.ts')
  const { scanIndexText } = await import('../apkindex/table/scan-text.ts')
  let sections: IndexSections | undefined
  const source = bytesSource(bytes, 'index')
  const index = await readIndexBy(label === undefined ? source : { ...source, label }, options, (text) => {
    sections = scanIndexText(text)
    return sections === undefined ? { records: parseIndex(text) } : { records: [], table: new PackedTable(sections) }
  })
  if (cache && key && sections) await cache.put(NAMESPACE, key, packIndex({ sections, facts: factsOf(index) }))
  return index
}

/** A name for what is read: the same key, the same index, verified by the same keys within the same limits. */
function keyOf(bytes: Uint8Array, { keyring, allowUntrusted = false, limits }: KeptIndexOptions): string {
  const keys = keyring && [...keyring.keys()].map(({ name, pem }) => [name, pem])
  const { signature, signatureValue, index } = withLimits(limits)
  const facts = [digestOf(bytes), keys ?? null, allowUntrusted, signature, signatureValue, index]
  return digestOf(encodeText(JSON.stringify(facts)))
}

async function findIndex(cache: Store, key: string): Promise<Index | undefined> {
  const file = await cache.open(NAMESPACE, key)
  if (file === undefined) return undefined
  try {
    const form = unpackIndex(await file.read(0, file.size))
    return form && indexOf(form)
  } catch (error) {
    // Damaged: the store has removed it.
    if ((error as { code?: unknown }).code === 'ERR_ARCHIVE_STORE_CORRUPT') return undefined
    throw error
  } finally {
    await file.close()
  }
}

type Facts = Omit<Index, 'records' | 'table'>

function factsOf({ description, signer, signatures, format }: Index): Uint8Array {
  return encodeText(JSON.stringify({ description, signatures, format, ...(signer === undefined ? {} : { signer }) }))
}

function indexOf({ sections, facts }: { readonly sections: IndexSections; readonly facts: Uint8Array }): Index {
  const told = JSON.parse(new TextDecoder().decode(facts)) as Omit<Facts, 'signer'> & { signer?: string }
  return indexWith({ records: [], table: new PackedTable(sections) }, { ...told, signer: told.signer })
}
