import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from './disk.ts'
import { currentOwner } from './owner.ts'
import { Seal } from './seal.ts'
import { CONTENT_NAMESPACE, type StoreEvent } from './store.ts'

let folder: string
let events: StoreEvent[]
const onEvent = (event: StoreEvent) => {
  events.push(event)
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nacre-store-'))
  events = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const content = new Uint8Array(500_000).map((_, i) => (i * 7) >> 2)

async function filesIn(part: string): Promise<string[]> {
  const found = await readdir(join(folder, part), { recursive: true, withFileTypes: true })
  return found.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name))
}

async function onlyEntry(): Promise<string> {
  const files = await filesIn('entries')
  expect(files).toHaveLength(1)
  return files[0]!
}

async function flip(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+')
  const byte = new Uint8Array(1)
  await file.read(byte, 0, 1, position)
  byte[0]! ^= 1
  await file.write(byte, 0, 1, position)
  await file.close()
}

describe('damage', () => {
  const size = async () => (await stat(await onlyEntry())).size
  const damages: [string, () => Promise<void>][] = [
    ['a changed byte of content', async () => flip(await onlyEntry(), 200_000)],
    ['a changed byte of the block table', async () => flip(await onlyEntry(), 500_001)],
    ['a changed byte of the digest', async () => flip(await onlyEntry(), (await size()) - 50)],
    ['a changed byte of the length', async () => flip(await onlyEntry(), (await size()) - 20)],
    ['a changed byte of the magic', async () => flip(await onlyEntry(), (await size()) - 1)],
    ['a cut file', async () => truncate(await onlyEntry(), 300_000)],
    ['an empty file', async () => truncate(await onlyEntry(), 0)],
    ['a file of zeros', async () => writeFile(await onlyEntry(), new Uint8Array(await size()))],
    ['a longer file', async () => writeFile(await onlyEntry(), Uint8Array.of(1), { flag: 'a' })],
  ]

  test.each(damages)('%s: the entry is absent, removed, and an event says so', async (_name, damage) => {
    const store = await openStore(folder, { onEvent })
    await store.put('n', 'k', content)
    await damage()
    expect(await store.get('n', 'k')).toBeUndefined()
    expect(await filesIn('entries')).toEqual([])
    expect(events).toEqual([{ type: 'corrupt', namespace: 'n', reason: expect.any(String) }])
  })

  test.each(damages)('%s: never read in ranges', async (_name, damage) => {
    const store = await openStore(folder, { onEvent })
    await store.put('n', 'k', content)
    await damage()
    await using file = await store.open('n', 'k')
    if (file !== undefined) {
      await expect(file.read(0, content.length)).rejects.toMatchObject({ code: 'ERR_ARCHIVE_STORE_CORRUPT' })
    }
    expect(await filesIn('entries')).toEqual([])
    expect(events).toHaveLength(1)
  })

  test('an undamaged part of a damaged file can be read', async () => {
    const store = await openStore(folder)
    await store.put('n', 'k', content)
    await flip(await onlyEntry(), 200_000)
    await using file = (await store.open('n', 'k'))!
    expect(Buffer.compare(await file.read(300_000, 1000), content.subarray(300_000, 301_000))).toBe(0)
  })

  test.each([true, false])(
    'an entry that is cut off while it is open gives no other bytes (sealed: %s)',
    async (sealed) => {
      const store = await openStore(folder, { onEvent })
      await store.put('n', 'k', content)
      const entry = await onlyEntry()
      if (!sealed) await utimes(entry, new Date(), new Date())
      await using file = (await store.open('n', 'k'))!
      await truncate(entry, 300_000)
      expect(await file.read(0, 200_000)).toHaveLength(200_000)
      await expect(file.read(250_000, 200_000)).rejects.toMatchObject({ code: 'ERR_ARCHIVE_STORE_CORRUPT' })
      await expect(file.read(400_000, 10)).rejects.toMatchObject({ code: 'ERR_ARCHIVE_STORE_CORRUPT' })
      expect(await filesIn('entries')).toEqual([])
      expect(events).toHaveLength(2)
    },
  )

  test('a whole file under the wrong digest is absent', async () => {
    const store = await openStore(folder, { onEvent })
    const { digest } = await store.add(content)
    const right = await onlyEntry()
    const wrong = `${digest.slice(7, -1)}${digest.endsWith('0') ? '1' : '0'}`
    await writeFile(join(folder, 'entries', CONTENT_NAMESPACE, wrong), await readFile(right))
    expect(await store.get(CONTENT_NAMESPACE, wrong)).toBeUndefined()
    expect(await store.get(CONTENT_NAMESPACE, digest.slice(7))).toHaveLength(content.length)
    expect(events).toHaveLength(1)
  })
})

describe('closing', () => {
  test('waits for what is being read; no other file is read in its place', async () => {
    const store = await openStore(folder)
    await store.put('n', 'k', content)
    await store.put(
      'n',
      'other',
      content.map((byte) => byte ^ 1),
    )
    const file = (await store.open('n', 'k'))!
    const reading = Array.from({ length: 20 }, () => file.read(0, content.length))
    await file.close()
    await using _other = await store.open('n', 'other')
    for (const bytes of await Promise.all(reading)) expect(Buffer.compare(bytes, content)).toBe(0)
    await expect(file.read(0, 10)).rejects.toThrow()
    await expect(file.read(0, content.length)).rejects.toThrow()
  })

  test('twice closes no other file', async () => {
    const store = await openStore(folder)
    await store.put('n', 'k', content)
    const file = (await store.open('n', 'k'))!
    await file.close()
    await using other = (await store.open('n', 'k'))!
    await file.close()
    expect(await other.read(0, content.length)).toHaveLength(content.length)
  })
})

describe('a seal', () => {
  const sealed = async (path: string) => (await stat(path)).mtimeMs < Date.UTC(2001, 8, 10)

  test('marks what was put, and is lost with any write', async () => {
    const store = await openStore(folder, { onEvent })
    await store.put('n', 'k', content)
    const entry = await onlyEntry()
    expect(await sealed(entry)).toBe(process.platform === 'linux')
    await flip(entry, 1000)
    expect(await sealed(entry)).toBe(false)
    expect(await store.get('n', 'k')).toBeUndefined()
  })

  test('that was lost comes back when all was read and found whole', async () => {
    const store = await openStore(folder, { onEvent })
    const { digest } = await store.add(content)
    const key = digest.slice(7)
    const entry = await onlyEntry()
    for (const read of [
      async () => {
        await using file = (await store.open(CONTENT_NAMESPACE, key))!
        await file.read(0, 200_000)
        expect(await sealed(entry)).toBe(false)
        expect(Buffer.compare(await file.read(100_000, 400_000), content.subarray(100_000))).toBe(0)
      },
      async () => expect(await store.copyTo!(CONTENT_NAMESPACE, key, join(folder, 'copy'))).toBe(true),
    ]) {
      await utimes(entry, new Date(), new Date())
      expect(await sealed(entry)).toBe(false)
      await read()
      expect(await sealed(entry)).toBe(process.platform === 'linux')
    }
    expect(events).toEqual([])
  })

  test('is another one for another footer, and after another start of the machine', () => {
    const seal = new Seal('one')
    const date = seal.date(12345)!
    expect(seal.isWhole(date * 1000, 12345)).toBe(true)
    expect(seal.isWhole(date * 1000, 12346)).toBe(false)
    expect(seal.isWhole(date * 1000 + 1, 12345)).toBe(false)
    expect(new Seal('two').isWhole(date * 1000, 12345)).toBe(false)
    expect(new Seal(undefined).isWhole(date * 1000, 12345)).toBe(false)
  })

  test('is kept when the entry is marked as used', async () => {
    const store = await openStore(folder)
    await store.put('n', 'k', content)
    const entry = await onlyEntry()
    const before = await stat(entry)
    await utimes(entry, new Date(Date.now() - 3_600_000), before.mtime)
    expect(await store.has('n', 'k')).toBe(true)
    const after = await stat(entry)
    expect(after.mtimeMs).toBe(before.mtimeMs)
    expect(Date.now() - after.atimeMs).toBeLessThan(60_000)
  })
})

describe('eviction', () => {
  const minutesAgo = async (path: string, minutes: number) => {
    const then = new Date(Date.now() - minutes * 60_000)
    await utimes(path, then, then)
  }

  test('what was used longest ago goes first, as much as is needed', async () => {
    const store = await openStore(folder, { maxBytes: 4_000_000, onEvent })
    const aged = new Set<string>()
    for (let i = 0; i < 7; i++) {
      await store.put('n', `k${i}`, new Uint8Array(500_000).fill(i))
      for (const file of await filesIn('entries')) {
        if (!aged.has(file)) await minutesAgo(file, 100 - i)
        aged.add(file)
      }
    }
    expect(events).toEqual([])
    expect(await store.get('n', 'k0')).toBeDefined()
    expect(await store.has('n', 'k1')).toBe(true)
    await store.put('n', 'k7', new Uint8Array(500_000))
    await store.put('n', 'k8', new Uint8Array(500_000))
    const present = await Promise.all(Array.from({ length: 9 }, (_, i) => store.has('n', `k${i}`)))
    const one = { type: 'evicted', entries: 1, bytes: 500_116 }
    expect(events).toEqual([one, one])
    expect(present).toEqual([true, true, false, false, true, true, true, true, true])
  })

  test('the size is bounded over many short-lived users', async () => {
    for (let i = 0; i < 12; i++) {
      const store = await openStore(folder, { maxBytes: 3_000_000 })
      for (let j = 0; j < 4; j++) await store.put('n', `${i}-${j}`, new Uint8Array(200_000))
    }
    let total = 0
    for (const file of await filesIn('entries')) total += (await stat(file)).size
    expect(total).toBeLessThanOrEqual(3_300_000)
    expect(total).toBeGreaterThan(1_000_000)
  })

  test('the lock of a killed process is taken over, that of a living one is not', async () => {
    const store = await openStore(folder, { maxBytes: 1_000_000, onEvent })
    const { place } = currentOwner()
    await writeFile(join(folder, 'eviction.lock'), `${place} ${process.pid}\n`)
    for (let i = 0; i < 4; i++) await store.put('n', `k${i}`, content)
    expect(events).toEqual([])
    // A process id that Linux never gives out: pid_max is at most 2^22.
    await writeFile(join(folder, 'eviction.lock'), `${place} 4194305\n`)
    await store.put('n', 'k4', content)
    expect(events).toMatchObject([{ type: 'evicted' }])
    expect(await readdir(folder)).not.toContain('eviction.lock')
    expect(await filesIn('temporary')).toEqual([])
  })

  test('the old lock of an unknown owner is taken over after a while', async () => {
    const store = await openStore(folder, { maxBytes: 1_000_000, onEvent })
    const lock = join(folder, 'eviction.lock')
    await writeFile(lock, '000000000000 1\n')
    for (let i = 0; i < 4; i++) await store.put('n', `k${i}`, content)
    expect(events).toEqual([])
    await minutesAgo(lock, 11)
    await store.put('n', 'k4', content)
    expect(events).toMatchObject([{ type: 'evicted' }])
  })
})

describe('what killed processes leave', () => {
  test('is swept when a store is opened; what is in use stays', async () => {
    await openStore(folder)
    const { place, pid } = currentOwner()
    const put = (name: string) => writeFile(join(folder, 'temporary', name), 'x')
    await put(`${place}-4194305-0123456789abcdef01`)
    await mkdir(join(folder, 'temporary', `${place}-4194306-0123456789abcdef01`, 'n', 'ab'), { recursive: true })
    await put(`${place}-${pid}-0123456789abcdef01`)
    await put('000000000000-5-0123456789abcdef01')
    await put('something else')
    await openStore(folder, { onEvent })
    expect(events).toEqual([{ type: 'swept', files: 2 }])
    expect((await readdir(join(folder, 'temporary'))).sort()).toEqual(
      ['000000000000-5-0123456789abcdef01', `${place}-${pid}-0123456789abcdef01`, 'something else'].sort(),
    )
    const old = new Date(Date.now() - 25 * 3600_000)
    for (const name of await readdir(join(folder, 'temporary'))) await utimes(join(folder, 'temporary', name), old, old)
    await openStore(folder, { onEvent })
    expect(await readdir(join(folder, 'temporary'))).toEqual([`${place}-${pid}-0123456789abcdef01`])
  })

  test('a failed put leaves nothing', async () => {
    const store = await openStore(folder)
    await store.put(CONTENT_NAMESPACE, '0'.repeat(64), content).catch(() => {})
    expect(await filesIn('.')).toEqual([])
  })
})

test('a directory that cannot be one is refused with a code', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(openStore(join(folder, 'file'))).rejects.toMatchObject({
    code: 'ERR_ARCHIVE_STORE_IO',
    details: { reason: expect.stringMatching(/^E(NOTDIR|EXIST)$/) },
  })
})

test('a store whose folder is removed under it goes on', async () => {
  const store = await openStore(folder)
  await store.put('n', 'k', content)
  await rm(join(folder, 'entries'), { recursive: true })
  expect(await store.get('n', 'k')).toBeUndefined()
  await store.put('n', 'k', content)
  expect(await store.has('n', 'k')).toBe(true)
})
