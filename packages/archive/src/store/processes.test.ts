import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from './disk.ts'
import type { StoreEvent } from './store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nacre-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const keys = 24

/** A process that puts, reads, clears and evicts at random, and ends with 1 where it reads what nobody put. */
const program = `
const { openStore } = await import(${JSON.stringify(new URL('disk.ts', import.meta.url).href)})
const [folder, seed, rounds, clearing] = process.argv.slice(1)
let state = Number(seed)
const next = (below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below
const store = await openStore(folder, { maxBytes: 6_000_000 })
process.stdout.write('ready\\n')
const right = (bytes, key) => bytes.length === 1000 + key * 20_011 && bytes.every((byte) => byte === key)
for (let i = 0; i < Number(rounds); i++) {
  const key = next(${keys})
  const what = next(10)
  if (what < 4) await store.put('n', String(key), new Uint8Array(1000 + key * 20_011).fill(key))
  else if (what < 8) {
    const bytes = await store.get('n', String(key))
    if (bytes !== undefined && !right(bytes, key)) process.exit(1)
  } else if (what === 8) {
    const file = await store.open('n', String(key))
    if (file === undefined) continue
    const bytes = await file.read(0, file.size)
    await file.close()
    if (!right(bytes, key)) process.exit(1)
  } else if (clearing === 'clear' && next(20) === 0) await store.clear()
}
`

function start(seed: number, rounds: number, clearing: string): ChildProcess {
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '--conditions=node',
    '-e',
    program,
    '--',
  ]
  return spawn(process.execPath, [...flags, folder, String(seed), String(rounds), clearing], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function checkAll(): Promise<StoreEvent[]> {
  const events: StoreEvent[] = []
  const store = await openStore(folder, { onEvent: (event) => events.push(event) })
  for (let key = 0; key < keys; key++) {
    const bytes = await store.get('n', String(key))
    if (bytes !== undefined)
      expect(bytes.every((byte) => byte === key) && bytes.length === 1000 + key * 20_011).toBe(true)
  }
  return events
}

test('processes that write, read, evict and clear one store at once never read anything wrong', async () => {
  const children = [1, 2, 3, 4].map((seed) => start(seed, 250, 'clear'))
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
  expect(codes).toEqual([0, 0, 0, 0])
  expect((await checkAll()).filter(({ type }) => type === 'corrupt')).toEqual([])
  expect(await readdir(join(folder, 'temporary'))).toEqual([])
}, 60_000)

test('processes killed at any moment leave a store that is right, and no litter', async () => {
  let swept = 0
  // Eight times, and until one of them has been killed while it wrote.
  for (let round = 0; round < 8 || (swept === 0 && round < 60); round++) {
    const children = [2 * round + 10, 2 * round + 11].map((seed) => start(seed, 1_000_000, ''))
    await Promise.all(children.map((child) => once(child.stdout!, 'data')))
    await new Promise((resolve) => setTimeout(resolve, 20 + (round % 8) * 19))
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => once(child, 'exit')))
    const events = await checkAll()
    expect(events.filter(({ type }) => type === 'corrupt')).toEqual([])
    for (const event of events) if (event.type === 'swept') swept += event.files
    expect(await readdir(join(folder, 'temporary'))).toEqual([])
  }
  expect(swept).toBeGreaterThan(0)
  const store = await openStore(folder, { maxBytes: 2_000_000 })
  for (let i = 0; i < 10; i++) await store.put('m', String(i), new Uint8Array(500_000))
  expect(await store.has('m', '9')).toBe(true)
}, 120_000)
