import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { advisories, apk, EPOCH, repository } from '../testing.ts'
import '../vitest.ts'

const packages = [
  'musl',
  apk({
    name: 'nginx',
    version: '1.26.2-r0',
    depends: ['zlib'],
    files: { 'usr/sbin/nginx': { content: 'elf', mode: 0o755 } },
  }),
  apk({ name: 'zlib', version: '1.3.1-r0', provides: ['so:libz.so.1=1.3.1'] }),
  apk({
    name: 'busybox',
    version: '1.37.0-r0',
    provides: ['cmd:sh=1.37.0-r0'],
    files: { 'bin/sh': { linkname: 'busybox' }, 'bin/busybox': 'elf' },
  }),
]
const web = image()
  .from(repository(packages))
  .add('nginx', 'musl')
  .user({ name: 'web', uid: 65532 })
  .entrypoint('/usr/sbin/nginx', '-g', 'daemon off;')
  .label('org.opencontainers.image.title', 'web')
  .file('/etc/motd', 'one\ntwo\nthree\n', { mode: 0o600, uid: 65532, gid: 65532 })
  .symlink('/etc/link', 'motd')
const arch = ['x86_64', 'aarch64']
const plan = await web.plan({ arch })
const built = await web.build({ arch, epoch: EPOCH })

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nacre-matchers-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** The message of a failing assertion. */
async function failure(assertion: () => unknown): Promise<string> {
  try {
    await assertion()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('the assertion did not fail')
}

describe('toBeReproducible', () => {
  it('builds a definition twice, or calls a function twice', async () => {
    await expect(web).toBeReproducible({ arch, epoch: EPOCH })
    await expect(() => web.build({ arch: ['x86_64'] })).toBeReproducible()
  })

  it('tells what differs', async () => {
    let builds = 0
    const build = () => web.file('/etc/build', `${builds++}\n`).build({ arch: ['x86_64'], epoch: EPOCH })
    expect(await failure(() => expect(build).toBeReproducible())).toMatchInlineSnapshot(`
      "expected two builds to give the same image

      x86_64: 1 file differs; 1.4 kB → 1.4 kB (±0 B)

      Files
        ~  /etc/build  content (2 B)"
    `)
  })
})

describe('toMatchLock', () => {
  it('holds for what the lock holds, by file or by content', async () => {
    const file = join(dir, 'web.lock.json')
    await writeFile(file, JSON.stringify(plan.toLock()))
    await expect(plan).toMatchLock(file)
    await expect(built).toMatchLock(plan.toLock())
  })

  it('tells which packages differ, and what changed in the definition', async () => {
    const file = join(dir, 'old.lock.json')
    await writeFile(file, JSON.stringify(plan.toLock()))
    const newer = repository(
      [...packages.slice(0, 1), ...packages.slice(2), apk({ name: 'nginx', version: '1.28.0-r0' })],
      {
        name: plan.definition.repositories[0]!.location,
      },
    )
    const later = image({ ...web.toJSON(), repositories: [] })
      .from(newer)
      .add('busybox')
    const message = await failure(async () => expect(await later.plan({ arch })).toMatchLock(file))
    expect(message.replace(dir, '')).toMatchInlineSnapshot(`
      "expected the plan to match the lock /old.lock.json

      x86_64 and aarch64: differs from the lock
        packages: busybox added
        +  busybox  1.37.0-r0
        ↑  nginx    1.26.2-r0 → 1.28.0-r0
        -  zlib     1.3.1-r0"
    `)
    const other = await failure(async () => expect(await web.plan({ arch: ['armv7'] })).toMatchLock(plan.toLock()))
    expect(other).toMatchInlineSnapshot(`
      "expected the plan to match the lock

      armv7: is not in the lock"
    `)
  })
})

describe('toHaveNoKnownVulnerabilities', () => {
  const feed = advisories({
    zlib: { 'CVE-2026-22222': '1.3.2-r0', 'CVE-2026-333': null },
    nginx: { 'CVE-2020-1': '1.20-r0' },
  })

  it('holds where no finding is left after what is ignored', async () => {
    await expect(plan).toHaveNoKnownVulnerabilities(advisories({ zlib: { 'CVE-1': '1.3.1-r0' } }))
    await expect(built).toHaveNoKnownVulnerabilities([feed], { ignore: ['CVE-2026-22222'], fixable: true })
    await expect(built).not.toHaveNoKnownVulnerabilities(feed)
  })

  it('lists the findings', async () => {
    expect(await failure(() => expect(built).toHaveNoKnownVulnerabilities(feed))).toMatchInlineSnapshot(`
      "expected the image to have no known vulnerabilities

      2 findings of test
        CVE-2026-333    zlib 1.3.1-r0  not fixed yet
        CVE-2026-22222  zlib 1.3.1-r0  fixed in 1.3.2-r0"
    `)
    expect(
      await failure(() => expect(plan).toHaveNoKnownVulnerabilities(feed, { fixable: true })),
    ).toMatchInlineSnapshot(`
      "expected the plan to have no fixable vulnerabilities

      1 finding of test
        CVE-2026-22222  zlib 1.3.1-r0  fixed in 1.3.2-r0"
    `)
  })
})
