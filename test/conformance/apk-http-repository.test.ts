import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { httpRepository, Keyring, openPackage } from '@nacre/apk'
import { memoryStore } from '@nacre/archive/store'
import { createTransport } from '@nacre/http'
import { instantClock, type Reply, startFaultyServer } from '@nacre/http/testing'
import { describe, expect, it } from 'vitest'
import { dataRoot, testData } from './data.ts'

/** What happens to the request number `count` for a file. */
type Fault = (file: Uint8Array, count: number) => Partial<Reply>

const once: readonly Fault[] = [
  () => ({}),
  (_, count) => (count === 0 ? { status: 503 } : {}),
  (_, count) => (count === 0 ? { status: 429, headers: { 'retry-after': '1' } } : {}),
  (_, count) => (count === 0 ? { reset: 'before-headers' } : {}),
  (file, count) => (count === 0 ? { resetAfter: file.length >> 1 } : {}),
  (file, count) => (count === 0 ? { resetAfter: file.length >> 1, statedLength: 'none' } : { ranges: false }),
]

async function serve(folder: string) {
  const faultOf = new Map<string, Fault>()
  return startFaultyServer({
    async reply({ path }, count) {
      const name = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
      const body = await readFile(join(folder, name)).catch(() => undefined)
      if (body === undefined) return undefined
      const fault = faultOf.get(path) ?? once[faultOf.size % once.length]
      if (fault !== undefined) faultOf.set(path, fault)
      return { body, headers: { etag: `"${body.length}"` }, ...fault?.(body, count) }
    },
  })
}

describe.skipIf(dataRoot === undefined)('a real repository over a network that fails once for every file', () => {
  it('gives an index that verifies and every package that it lists, and both again offline', async () => {
    const keyring = await Keyring.fromDirectory(testData('data/keys/test-only'))
    await using server = await serve(testData('data/alpine/v3.19-extra/x86_64'))
    await using transport = createTransport({ clock: instantClock() })
    const cache = memoryStore()
    const online = httpRepository(server.url, { transport, keyring, cache })
    const { records, signer } = await online.index('x86_64')
    expect(signer).toMatch(/\.rsa\.pub$/)
    expect(records).toHaveLength(76)
    await Promise.all(
      records.map(async (record) => {
        const apk = await openPackage(await online.package(record), { expect: record })
        expect(apk.info.name).toBe(record.name)
      }),
    )
    const before = server.requests.length
    expect(before).toBeGreaterThan(77)
    const offline = httpRepository(server.url, { offline: true, keyring, cache })
    const again = await offline.index('x86_64')
    expect(again.records).toEqual(records)
    for (const record of again.records) expect(await offline.package(record)).toHaveLength(record.size)
    expect(server.requests).toHaveLength(before)
  })
})
