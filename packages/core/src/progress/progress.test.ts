import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { WriteStream } from 'node:tty'
import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import type { BuildEvent } from '../event.ts'
import { BUILD_CHANNEL, type BuildMessage, terminalProgress } from '../progress.ts'
import { apk, EPOCH, recordEvents, repository } from '../testing.ts'
import { progressLines } from './progress-lines.ts'
import { advance, initialProgress } from './progress-state.ts'

const packages = ['musl', 'zlib', 'nginx'].map((name) =>
  apk({ name, files: { [`usr/lib/${name}`]: name.repeat(100) } }),
)
const web = image().from(repository(packages)).add('musl', 'zlib', 'nginx')
const arch = ['x86_64', 'aarch64']

async function recorded(): Promise<readonly BuildEvent[]> {
  const recorder = recordEvents()
  await web.build({ arch, epoch: EPOCH, onEvent: recorder.onEvent })
  return recorder.events
}

const example: readonly BuildEvent[] = [
  { kind: 'index', repository: 'main', arch: 'x86_64', records: 5400 },
  { kind: 'index', repository: 'main', arch: 'aarch64', records: 5390 },
  { kind: 'resolved', arch: 'x86_64', packages: 2, bytes: 1_500_000 },
  { kind: 'resolved', arch: 'aarch64', packages: 2, bytes: 1_450_000 },
  { kind: 'fetched', arch: 'x86_64', name: 'musl', version: '1.2.5-r0', bytes: 400_000, done: 1, total: 2 },
  { kind: 'warning', code: 'W', message: 'nginx: its SBOM cannot be read' },
  { kind: 'fetched', arch: 'x86_64', name: 'nginx', version: '1.28.0-r3', bytes: 1_100_000, done: 2, total: 2 },
  { kind: 'installed', arch: 'x86_64', packages: 2, entries: 80, bytes: 3_000_000 },
  {
    kind: 'layer',
    arch: 'x86_64',
    digest: 'sha256:aa',
    size: 1_600_000,
    plainSize: 3_100_000,
    entries: 90,
    known: false,
  },
  { kind: 'image', arch: 'x86_64', digest: 'sha256:0123456789abcdef0123', layers: 1, size: 1_600_000 },
]

describe('events', () => {
  it('tell of every stage, with counts and bytes that agree', async () => {
    const recorder = recordEvents()
    const built = await web.build({ arch: ['x86_64'], epoch: EPOCH, onEvent: recorder.onEvent })
    expect(recorder.kinds).toEqual(['index', 'resolved', 'fetched', 'installed', 'layer', 'image'])
    const [resolved] = recorder.of('resolved')
    expect(resolved).toMatchObject({ packages: 3 })
    expect(recorder.of('fetched').reduce((sum, { bytes }) => sum + bytes, 0)).toBe(resolved?.bytes)
    expect(recorder.of('installed')).toMatchObject([{ packages: 3, entries: 9, bytes: 1300 }])
    const [layer] = built.arch('x86_64').layers
    expect(recorder.of('layer')).toMatchObject([{ size: layer?.size, entries: layer?.recipe.entries.length }])
    expect(recorder.of('image')).toMatchObject([{ layers: 1, size: layer?.size, digest: built.arch('x86_64').digest }])
  })

  it('are published on the diagnostics channel, once, with the definition that they belong to', async () => {
    const heard: BuildMessage[] = []
    const hear = (message: unknown): void => void heard.push(message as BuildMessage)
    subscribe(BUILD_CHANNEL, hear)
    await web.build({ arch, epoch: EPOCH })
    unsubscribe(BUILD_CHANNEL, hear)
    await web.build({ arch, epoch: EPOCH })
    const sorted = (events: readonly BuildEvent[]) => events.map((event) => JSON.stringify(event)).sort()
    expect(sorted(heard.map(({ event }) => event))).toEqual(sorted(await recorded()))
    expect(new Set(heard.map(({ definition }) => definition))).toEqual(new Set([web.toJSON()]))
  })
})

describe('terminalProgress', () => {
  it('draws a line for each architecture', () => {
    const frame = (count: number): string =>
      progressLines(example.slice(0, count).reduce(advance, initialProgress), 80).join('\n')
    expect([2, 4, 6, 9, example.length].map(frame).join('\n\n')).toMatchInlineSnapshot(`
      "  x86_64   ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  resolving among 5400 packages
        aarch64  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  resolving among 5390 packages

        x86_64   ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2  0 B of 1.5 MB
        aarch64  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2  0 B of 1.4 MB

        x86_64   ━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄  1/2  400 kB of 1.5 MB  musl 1.2.5-r0
        aarch64  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2  0 B of 1.4 MB
      ! nginx: its SBOM cannot be read

        x86_64   ━━━━━━━━━━━━━━━━━━━━  packed 1 layer, 1.6 MB
        aarch64  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2  0 B of 1.4 MB
      ! nginx: its SBOM cannot be read

      ✓ x86_64   ━━━━━━━━━━━━━━━━━━━━  1 layer, 1.6 MB  sha256:0123456789ab
        aarch64  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2  0 B of 1.4 MB
      ! nginx: its SBOM cannot be read"
    `)
  })

  it('counts warnings beyond the fifth', () => {
    const warning: BuildEvent = { kind: 'warning', code: 'W', message: 'careful' }
    const lines = progressLines(Array.from({ length: 7 }, () => warning).reduce(advance, initialProgress), 80)
    expect(lines.slice(4)).toEqual(['! careful', '! and 2 more warnings'])
  })

  it('writes nothing where there is no terminal', async () => {
    const file = Object.create(WriteStream.prototype, {
      isTTY: { value: false },
      write: { value: () => expect.fail('something was written') },
    }) as WriteStream
    const progress = terminalProgress({ stream: file })
    for (const event of await recorded()) progress(event)
    progress.done()
  })

  it('leaves the last state on the terminal', async () => {
    let written = ''
    const terminal = Object.create(WriteStream.prototype, {
      isTTY: { value: true },
      columns: { value: 80 },
      rows: { value: 24 },
      write: {
        value: (text: string) => {
          written += text
          return true
        },
      },
    }) as WriteStream
    const progress = terminalProgress({ stream: terminal })
    for (const event of await recorded()) progress(event)
    await expect.poll(() => written).toContain('✓ aarch64')
    expect(written).toMatch(/✓ x86_64 .*1 layer/)
  })
})
