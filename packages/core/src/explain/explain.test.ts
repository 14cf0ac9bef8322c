import { describe, expect, it } from 'vitest'
import type { BuiltImage } from '../build/built-image.ts'
import { type ImageChain, image } from '../definition/chain.ts'
import { advisories, apk, EPOCH, repository } from '../testing.ts'
import { TERMINAL_WIDTH } from './columns.ts'

const musl = apk({ name: 'musl', version: '1.2.5-r0', files: { 'lib/libc.so': 'x'.repeat(6000) } })
const zlib = apk({
  name: 'zlib',
  version: '1.3.1-r0',
  depends: ['musl'],
  files: { 'usr/lib/libz.so.1': 'z'.repeat(1000) },
})
const pcre = apk({ name: 'pcre', version: '8.45-r3', files: { 'usr/lib/libpcre.so': 'p'.repeat(400) } })

function nginx(version: string, depends: string[]): ReturnType<typeof apk> {
  return apk({
    name: 'nginx',
    version,
    depends,
    files: { 'usr/sbin/nginx': { content: version.repeat(300), mode: 0o755 } },
  })
}

const docs = apk({ name: 'nginx-doc', version: '1.26.2-r0', installIf: ['nginx', 'docs'] })
const old = repository([musl, zlib, pcre, 'docs', docs, nginx('1.26.2-r0', ['musl', 'pcre', 'zlib>=1.3'])])
const fresh = repository([musl, zlib, nginx('1.28.0-r1', ['musl', 'zlib'])])

const arch = ['x86_64']
const web = image().from(old).add('nginx', 'zlib').user(65532).file('/etc/motd', 'hello\n')
const build = (chain: ImageChain): Promise<BuiltImage> => chain.build({ arch, epoch: EPOCH })

describe('plan.graph', () => {
  it('is data: packages with their sizes, and who asks for whom by which words', async () => {
    const graph = (await web.plan({ arch })).graph()
    expect(graph.nodes.map(({ name, wanted }) => [name, ...wanted])).toEqual([
      ['musl'],
      ['nginx', 'nginx'],
      ['pcre'],
      ['zlib', 'zlib'],
    ])
    expect(graph.nodes[0]).toMatchObject({ size: 6000 })
    expect(graph.edges).toContainEqual({ from: 'nginx', to: 'zlib', kind: 'depends', requirements: ['zlib>=1.3'] })
  })

  it('unfolds as a tree in a terminal, every package once', async () => {
    expect(String((await web.plan({ arch })).graph())).toMatchInlineSnapshot(`
      "nginx 1.26.2-r0
      ├─ musl 1.2.5-r0
      ├─ pcre 8.45-r3
      └─ zlib 1.3.1-r0
         └─ musl 1.2.5-r0
      zlib 1.3.1-r0 (see above)"
    `)
  })

  it('draws itself as Mermaid and as DOT', async () => {
    const graph = (await web.add('docs').plan({ arch })).graph('x86_64')
    expect(graph.toMermaid()).toMatchInlineSnapshot(`
      "flowchart LR
        p0(["docs<br/>1.0-r0"])
        p1["musl<br/>1.2.5-r0"]
        p2(["nginx<br/>1.26.2-r0"])
        p3["nginx-doc<br/>1.26.2-r0"]
        p4["pcre<br/>8.45-r3"]
        p5(["zlib<br/>1.3.1-r0"])
        p0 -.-> p3
        p2 --> p1
        p2 -.-> p3
        p2 --> p4
        p2 --> p5
        p5 --> p1
      "
    `)
    expect(graph.toDot()).toMatchInlineSnapshot(`
      "digraph "x86_64" {
        rankdir=LR
        node [shape=box]
        "docs" [label="docs\\n1.0-r0", style=bold]
        "musl" [label="musl\\n1.2.5-r0"]
        "nginx" [label="nginx\\n1.26.2-r0", style=bold]
        "nginx-doc" [label="nginx-doc\\n1.26.2-r0"]
        "pcre" [label="pcre\\n8.45-r3"]
        "zlib" [label="zlib\\n1.3.1-r0", style=bold]
        "docs" -> "nginx-doc" [style=dashed]
        "nginx" -> "musl"
        "nginx" -> "nginx-doc" [style=dashed]
        "nginx" -> "pcre"
        "nginx" -> "zlib"
        "zlib" -> "musl"
      }
      "
    `)
  })
})

describe('built.diff', () => {
  it('is the same for two builds of one definition', async () => {
    const diff = await (await build(web)).diff(await build(web))
    expect(diff).toMatchObject({ same: true, architectures: [{ packages: [], files: [], config: [], sizes: [] }] })
    expect(String(diff)).toMatch(/^The images are the same: sha256:/)
  })

  it('names packages, files, settings and sizes', async () => {
    const changed = image()
      .from(fresh)
      .add('nginx', 'zlib')
      .user(0)
      .env({ LANG: 'C.UTF-8' })
      .file('/etc/motd', 'hi\n', { mode: 0o600, uid: 7 })
      .symlink('/etc/link', 'motd')
    const diff = await (await build(web)).diff(await build(changed))
    expect(String(diff)).toMatchInlineSnapshot(`
      "x86_64: 2 packages, 5 files and 2 settings differ; 11.7 kB → 11.2 kB (-547 B)

      Packages
        ↑  nginx  1.26.2-r0 → 1.28.0-r1    ±0 B
        -  pcre   8.45-r3                -400 B

      Files
        +  /etc/link              → motd
        ~  /etc/motd              mode 0644 → 0600, owner 0:0 → 7:0, content 6 B → 3 B
        ~  /lib/apk/db/installed  content 565 B → 421 B
        and 2 files of the packages above

      Config
        +  env LANG  C.UTF-8
        ~  user      65532 → 0"
    `)
    expect(diff.architectures[0]?.files.find(({ path }) => path === '/etc/motd')).toMatchObject({
      kind: 'changed',
      aspects: ['mode', 'owner', 'content'],
      before: { mode: 0o644, uid: 0, size: 6 },
      after: { mode: 0o600, uid: 7, size: 3 },
    })
    expect(diff.architectures[0]?.sizes.find(({ name }) => name === 'pcre')).toEqual({
      name: 'pcre',
      before: 400,
      after: 0,
    })
  })

  it('reads contents only where they tell files apart, and sees what has equal size', async () => {
    const diff = await (await build(web)).diff(await build(image(web.toJSON()).from(old).file('/etc/motd', 'HELLO\n')))
    expect(diff.architectures[0]?.files).toMatchObject([{ path: '/etc/motd', aspects: ['content'] }])
  })

  it('says which architectures came and went', async () => {
    const both = await web.build({ arch: ['x86_64', 'aarch64'], epoch: EPOCH })
    expect((await both.diff(await build(web))).archs).toEqual({ added: [], removed: ['aarch64'] })
  })

  it('stays within the width of a terminal', async () => {
    const long = web.file(`/srv/${'long/'.repeat(30)}name`, 'x').label('a'.repeat(80), 'b'.repeat(80))
    const lines = String(await (await build(web)).diff(await build(long))).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBe(TERMINAL_WIDTH)
  })
})

describe('definition.outdated', () => {
  it('says what a rebuild today would change, for the architectures of the lock', async () => {
    const both = { arch: ['x86_64', 'aarch64'] }
    const lock = (await web.plan(both)).toLock()
    expect(await web.outdated(lock)).toMatchObject({ current: true, definition: [] })
    expect(String(await web.outdated(lock))).toMatchInlineSnapshot(
      `"Nothing would change: the lock holds what a rebuild today would take."`,
    )

    const moved = repository([musl, zlib, nginx('1.28.0-r1', ['musl', 'zlib'])], { name: old.name })
    const today = image({ ...web.toJSON(), repositories: [] })
      .from(moved)
      .add('musl')
    const outdated = await today.outdated(lock)
    expect(outdated).toMatchObject({ current: false, definition: ['packages: musl added'] })
    expect(outdated.architectures.map(({ arch }) => arch)).toEqual(['x86_64', 'aarch64'])
    expect(String(outdated)).toMatchInlineSnapshot(`
      "The definition changed: packages: musl added

      x86_64, aarch64: a rebuild today would change 2 packages
        ↑  nginx  1.26.2-r0 → 1.28.0-r1   -11 B
        -  pcre   8.45-r3                -453 B"
    `)
  })
})

describe('scan', () => {
  const feed = advisories({ zlib: { 'CVE-2026-1': '1.3.2-r0', 'CVE-2025-9': '1.3-r0', 'CVE-2024-7': '0' } })

  it('works on a plan, before anything is fetched, and on an image, once for all architectures', async () => {
    const both = { arch: ['x86_64', 'aarch64'] }
    const planned = await (await web.plan(both)).scan(feed)
    const built = await (await web.build(both)).scan([feed])
    expect(planned).toMatchObject({
      findings: [{ id: 'CVE-2026-1', fixedVersion: '1.3.2-r0', archs: ['x86_64', 'aarch64'] }],
      fixed: [{ id: 'CVE-2025-9' }],
      notAffected: [{ id: 'CVE-2024-7' }],
    })
    expect(built.findings.map(({ id }) => id)).toEqual(['CVE-2026-1'])
    expect(String(planned)).toMatchInlineSnapshot(`
      "PACKAGE  INSTALLED  FIXED IN  VULNERABILITY  FEED
      zlib     1.3.1-r0   1.3.2-r0  CVE-2026-1     test

      1 known CVE, fixed by upgrading zlib to 1.3.2-r0"
    `)
  })

  it('heeds the release that the image says it is of', async () => {
    const release = apk({ name: 'alpine-release', files: { 'etc/os-release': 'ID=alpine\nVERSION_ID=3.22.1\n' } })
    const built = await build(web.from(repository([release])).add('alpine-release'))
    const found = async (release: string): Promise<number> =>
      (await built.scan(advisories({ zlib: { 'CVE-1': null } }, { distribution: 'alpine', release }))).findings.length
    expect([await found('v3.22'), await found('v3.21')]).toEqual([1, 0])
  })
})
