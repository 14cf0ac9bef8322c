import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeRelease } from './node-release.ts'
import { type SyntheticRepository, syntheticRepository } from './synthetic-repository.ts'

const program = resolve(import.meta.dirname, 'build-synthetic.ts')

let dir: string
let repository: SyntheticRepository
let expected: string

interface Way {
  readonly cache: string
  readonly node?: string
  readonly flags?: readonly string[]
  readonly threads?: number
}

async function build({ cache, node = process.execPath, flags = [], threads }: Way): Promise<string> {
  const args = [...flags, program, repository.dir, repository.names.join(','), join(dir, cache)]
  const env = { ...process.env, ...(threads === undefined ? {} : { UV_THREADPOOL_SIZE: String(threads) }) }
  const { stdout } = await promisify(execFile)(node, args, { env })
  return stdout
}

describe('one image has one digest', () => {
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-digest-'))
    repository = await syntheticRepository(join(dir, 'repository'), [5_000_000, 300_000, 70_000, 1_000])
    expected = await build({ cache: 'first' })
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('names an index, a layer and its plain bytes', () => {
    expect(expected.match(/sha256:[0-9a-f]{64}/g)).toHaveLength(3)
  })

  it('with warm caches as with cold ones', async () => {
    expect(await build({ cache: 'first' })).toBe(expected)
    expect(await build({ cache: 'second' })).toBe(expected)
  })

  it.each([1, 4])('with %i threads', async (threads) => {
    expect(await build({ cache: `threads-${threads}`, threads })).toBe(expected)
  })

  it('with the portable platform as with the native one', async () => {
    expect(await build({ cache: 'portable', flags: ['--conditions=portable'] })).toBe(expected)
  })

  it('where one platform reads the cache that the other filled', async () => {
    expect(await build({ cache: 'first', flags: ['--conditions=portable'] })).toBe(expected)
    expect(await build({ cache: 'portable' })).toBe(expected)
  })

  it.for([22, 24, 26])('with Node %i, with a cache of its own and with that of another', async (major, { skip }) => {
    const node = await nodeRelease(major, dir)
    if (node === undefined) return skip(`Node ${major} cannot be had from the npm registry`)
    expect(await build({ cache: `cache-${major}`, node })).toBe(expected)
    expect(await build({ cache: 'first', node })).toBe(expected)
  })
})
