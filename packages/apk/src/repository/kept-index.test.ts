import { memoryStore, type Store } from '@nacre/archive/store'
import { beforeAll, describe, expect, it } from 'vitest'
import { readIndex } from '../apkindex/read.ts'
import { Keyring } from '../keyring/keyring.ts'
import { generateKey, type SigningKey } from '../keyring/signing-key.ts'
import { createPackage } from '../package/create.ts'
import { readKeptIndex } from './kept-index.ts'
import { memoryRepository } from './memory.ts'

let key: SigningKey
let other: SigningKey
let bytes: Uint8Array

beforeAll(async () => {
  key = await generateKey({ name: 'test', bits: 2048 })
  other = await generateKey({ name: 'test', bits: 2048 })
  const packages = await Promise.all(
    ['a', 'b'].map((name) => createPackage({ info: { name, version: '1-r0', arch: 'x86_64', provides: ['v=1'] } })),
  )
  bytes = await memoryRepository(packages, { key, description: 'one' }).indexFile('x86_64')
})

/** A store that counts what it is asked for, and may give other bytes. */
function watched(change: (bytes: Uint8Array) => Uint8Array = (same) => same) {
  const store = memoryStore()
  const puts: string[] = []
  const cache: Store = {
    ...store,
    put(namespace, name, content) {
      puts.push(name)
      return store.put(namespace, name, content)
    },
    async open(namespace, name) {
      const content = await store.get(namespace, name)
      if (content === undefined) return undefined
      const changed = memoryStore()
      await changed.put(namespace, name, change(content))
      return await changed.open(namespace, name)
    },
  }
  return { cache, puts }
}

describe('an index that is kept', () => {
  it('is the index that was read, whether it comes out of the cache or not', async () => {
    const keyring = Keyring.of([key])
    const { cache, puts } = watched()
    const plain = await readIndex(bytes, { keyring })
    for (const options of [{ keyring }, { keyring, cache }, { keyring, cache }]) {
      const index = await readKeptIndex(bytes, options)
      expect(index.table?.size).toBe(2)
      const { table: _, ...shown } = index
      expect(shown).toEqual(plain)
      expect(index.records[0]).toBe(index.table?.record(0))
    }
    expect(puts).toHaveLength(1)
  })

  it('is not taken for what other keys, other trust, other limits or other bytes would give', async () => {
    const { cache, puts } = watched()
    await readKeptIndex(bytes, { keyring: Keyring.of([key]), cache })
    await expect(readKeptIndex(bytes, { keyring: Keyring.of([other]), cache })).rejects.toMatchObject({
      code: 'ERR_APK_SIGNATURE_BAD',
    })
    await expect(readKeptIndex(bytes, { keyring: Keyring.of({}), cache })).rejects.toMatchObject({
      code: 'ERR_APK_SIGNATURE_UNKNOWN_KEY',
    })
    await expect(
      readKeptIndex(bytes, { keyring: Keyring.of([key]), cache, limits: { index: 100, signature: 100 } }),
    ).rejects.toMatchObject({ code: 'ERR_APK_LIMIT' })
    const changed = bytes.slice()
    changed[changed.length - 20]! ^= 1
    await expect(readKeptIndex(changed, { keyring: Keyring.of([key]), cache })).rejects.toThrow()
    expect(puts).toHaveLength(1)
    expect((await readKeptIndex(bytes, { cache })).signer).toBeUndefined()
    expect(puts).toHaveLength(2)
  })

  it.each([
    ['of another form', () => new Uint8Array(100)],
    ['that was cut', (content: Uint8Array) => content.subarray(0, -1)],
    ['without content', () => new Uint8Array(0)],
  ])('%s is made again', async (_, change) => {
    const { cache, puts } = watched(change)
    for (let time = 0; time < 2; time++) {
      expect((await readKeptIndex(bytes, { keyring: Keyring.of([key]), cache })).records).toHaveLength(2)
    }
    expect(puts).toHaveLength(2)
  })
})
