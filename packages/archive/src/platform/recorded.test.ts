import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test, vi } from 'vitest'

/** Digests made once, which every machine, Node version and platform must arrive at. */
const recorded = {
  chunks: 'sha256:c8d7193ca467cb1562f85910dfde4066c3739270348636aab15cdaa62dd5e67d',
  gzip: 'sha256:871a0460607b10f55f403b48f840d5a6ab74e29cccc1986ab8b5fa9d0ce3e4c5',
  tar: 'sha256:1f1d2f2e8ab0cfd2bd093e4bc054d7ef4ce0f8c666047826610a0e117065436a',
}

const platforms = { node: () => import('./node.ts'), portable: () => import('./portable.ts') }

/** Words, runs and noise out of integer arithmetic alone. */
function made(size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let state = 42
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 8
  }
  for (let at = 0; at < size; ) {
    const length = Math.min(size - at, 1 + (next() % 4000))
    const kind = next() % 3
    const base = next()
    for (let i = 0; i < length; i++)
      bytes[at + i] = kind === 0 ? base : kind === 1 ? 97 + ((i * (base % 23)) % 19) : next()
    at += length
  }
  return bytes
}

describe.each(['node', 'portable'] as const)('with the %s platform', (name) => {
  beforeEach(() => {
    vi.resetModules()
    vi.doMock('#platform', platforms[name])
  })

  test('compressed bytes have the recorded digests', async () => {
    const archive = await import('../index.ts')
    const { ChunkCompressor, collect, compressChunks, createTar, cutTar, digestOf, encodeTarHeader, gzip } = archive
    const { platform } = await import('#platform')
    expect(platform.name).toBe(name)
    const contents = [made(3_000_000), made(10), made(70_000), made(0)]
    const tar = createTar(contents.map((content, i) => ({ header: { name: `f${i}`, mtime: i }, content })))
    const entries = contents.map((content, i) => ({
      header: encodeTarHeader({ name: `f${i}`, mtime: i, size: content.length }),
      content: { size: content.length, bytes: content },
    }))
    const plain = async function* () {
      for (const chunk of cutTar(entries, { end: archive.TAR_END })) {
        yield await archive.fillChunk(chunk, new Uint8Array(archive.MAX_CHUNK), ({ bytes }, at, place) => {
          place.set(bytes.subarray(at, at + place.length))
          return place.length
        })
      }
    }
    const stream = compressChunks(plain(), new ChunkCompressor({ codec: 'gzip' }))
    const bytes = await collect(stream, { limit: 1 << 24 })
    const { diffId } = await stream.result
    expect({ chunks: digestOf(bytes), gzip: digestOf(await gzip(tar)), tar: diffId }).toEqual(recorded)
    expect(diffId).toBe(digestOf(tar))
  })

  test('what was compressed is read again', async () => {
    const { collect, gunzip, gunzipStream, gzip, gzipMembers, readTar, createTar } = await import('../index.ts')
    const limit = 1 << 24
    const content = made(500_000)
    const file = await gzip(createTar([{ header: { name: 'x' }, content }]))
    expect(
      Buffer.compare(await gunzip(file, { limit }), await collect(gunzipStream([file], { limit }), { limit })),
    ).toBe(0)
    for await (const member of gzipMembers(file, { limit })) {
      for await (const entry of readTar(member.data))
        expect(Buffer.compare(await collect(entry.body, { limit }), content)).toBe(0)
    }
  })
})

test('nothing but the store and the node platform imports what only Node has', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => !path.startsWith('store') && !path.startsWith('platform/node'))
  expect(sources.length).toBeGreaterThan(30)
  for (const path of sources) {
    const text = readFileSync(`${root}/${path}`, 'utf8')
    expect(text, path).not.toMatch(/from 'node:|import\('node:|\bBuffer\.|\bprocess\.|\brequire\(/)
    expect(text, path).not.toMatch(/from '[./]*(store\/|platform\/node)/)
  }
})
