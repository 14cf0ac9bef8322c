import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SyntheticRepository, syntheticRepository } from './synthetic-repository.ts'

const program = resolve(import.meta.dirname, 'build-synthetic.ts')

/** Killed at this many moments, spread over what a cold build takes. */
const MOMENTS = 50

let dir: string
let repository: SyntheticRepository

function start(names: readonly string[], cache: string, out: string): { child: ChildProcess; output: Promise<string> } {
  const child = spawn(process.execPath, [program, repository.dir, names.join(','), cache, out], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString()
  })
  return { child, output: once(child, 'close').then(() => text) }
}

describe('a store that several builds share', () => {
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-killed-'))
    repository = await syntheticRepository(join(dir, 'repository'), [3_000_000, 2_000_000, 500_000, 90_000])
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it(`gives the right image after each of ${MOMENTS} builds that were killed`, { timeout: 480_000 }, async () => {
    const cache = join(dir, 'shared')
    const begun = performance.now()
    const expected = await start(repository.names, join(dir, 'own'), join(dir, 'own-out')).output
    const whole = performance.now() - begun
    expect(expected).toMatch(/^sha256:/)
    let killed = 0
    for (let moment = 0; moment < MOMENTS; moment++) {
      const { child, output } = start(repository.names, cache, join(dir, 'out'))
      await Promise.race([output, delay((whole * (moment + 1)) / MOMENTS)])
      if (child.kill('SIGKILL')) killed++
      await output
      const after = await start(repository.names, cache, join(dir, `out-${moment}`)).output
      expect(after, `killed at ${moment + 1} of ${MOMENTS} moments`).toBe(expected)
      // Every build that is killed starts cold.
      await rm(cache, { recursive: true, force: true })
      await rm(join(dir, `out-${moment}`), { recursive: true, force: true })
    }
    expect(killed).toBeGreaterThan(MOMENTS / 2)
  })

  it('serves four processes that build different images at once', async () => {
    const images = repository.names.map((_, i) => repository.names.slice(0, i + 1))
    const alone: string[] = []
    for (const [i, names] of images.entries()) {
      alone.push(await start(names, join(dir, `alone-${i}`), join(dir, `alone-out-${i}`)).output)
    }
    const together = images.map((names, i) => start(names, join(dir, 'four'), join(dir, `four-${i}`)).output)
    expect(await Promise.all(together)).toEqual(alone)
    expect(new Set(alone).size).toBe(4)
  })
})
