import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey, parseIndex, writeIndex } from '@nacre/apk'
import { memoryStore } from '@nacre/archive/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import type { Plan } from './plan.ts'

const INDEX = `C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=
P:shell
V:1-r0
A:x86_64
p:cmd:sh=1-r0 /bin/sh odd=?

C:Q1BAAAAAAAAAAAAAAAAAAAAAAAAAA=
P:tool
V:2-r0
A:x86_64
D:/bin/sh

`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nacre-plan-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe.each(['nacre', 'apko'] as const)('a plan that was kept, profile %s', (profile) => {
  it('tells what the plan told that was resolved, also of a package that provides what cannot be read', async () => {
    const key = await generateKey({ bits: 2048 })
    await mkdir(join(folder, 'x86_64'))
    await writeFile(join(folder, 'x86_64/APKINDEX.tar.gz'), await writeIndex(parseIndex(INDEX), { key }))
    const definition = image()
      .from(folder)
      .trust({ name: key.name, content: key.publicPem })
      .profile(profile)
      .add('tool', 'cmd:sh')
    const cache = memoryStore()
    const told = async (options: object) => facts(await definition.plan({ arch: ['x86_64'], ...options }))
    const plain = await told({})
    expect(await told({ cache })).toEqual(plain)
    expect(await told({ cache })).toEqual(plain)
  })
})

function facts(plan: Plan) {
  const { solution } = plan.architecture('x86_64')
  return {
    lock: plan.toLock(),
    packages: plan.packages().map(({ name, version, record }) => [name, version, record]),
    world: [solution.arch, solution.world, solution.greedy, solution.leftOut],
    solved: solution.packages,
    graph: solution.graph,
    found: ['cmd:sh', '/bin/sh', 'shell', 'odd', 'nothing'].map((name) => solution.find(name)?.name),
    why: ['tool', 'cmd:sh', '/bin/sh'].map((name) => String(plan.why(name))),
  }
}
