import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ResponseStore, storeCache } from './store-cache.ts'

function mapStore(): ResponseStore & { readonly entries: Map<string, Uint8Array> } {
  const entries = new Map<string, Uint8Array>()
  return {
    entries,
    get: async (namespace, key) => entries.get(`${namespace}/${key}`),
    put: async (namespace, key, content) => entries.set(`${namespace}/${key}`, content),
  }
}

it('gives back what was kept, whatever validators and body are', async () => {
  const validator = fc.option(fc.string(), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(validator, validator, fc.uint8Array(), async (etag, lastModified, body) => {
      const cache = storeCache(mapStore())
      const given = {
        body,
        ...(etag === undefined ? {} : { etag }),
        ...(lastModified === undefined ? {} : { lastModified }),
      }
      await cache.set('key', given)
      const kept = await cache.get('key')
      expect({ ...kept, body: [...(kept?.body ?? [])] }).toEqual({ ...given, body: [...body] })
    }),
  )
})

it('takes an entry that cannot be read for absent', async () => {
  const store = mapStore()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), async (bytes) => {
      store.entries.set('http-response/key', bytes)
      const kept = await storeCache(store).get('key')
      expect(kept === undefined || kept.body instanceof Uint8Array).toBe(true)
    }),
  )
  expect(await storeCache(store).get('other')).toBeUndefined()
})
