import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { apk, EPOCH, repository } from '../testing.ts'
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
const withShell = await web.add('busybox').build({ arch, epoch: EPOCH })

/** The message of a failing assertion. */
async function failure(assertion: () => unknown): Promise<string> {
  try {
    await assertion()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('the assertion did not fail')
}

describe('toContainPackage', () => {
  it('holds for plans, images and the image of one architecture', () => {
    expect(plan).toContainPackage('nginx')
    expect(plan).toContainPackage('nginx', '>=1.26')
    expect(built).toContainPackage('nginx', '1.26.2-r0')
    expect(built.arch('x86_64')).toContainPackage('zlib', '~1.3')
    expect(plan).not.toContainPackage('nginx', '<1.26')
    expect(plan).not.toContainPackage('bash')
  })

  it('tells which version is there, what is meant perhaps, and what provides the name', async () => {
    expect(await failure(() => expect(plan).toContainPackage('nginx', '>=1.27'))).toMatchInlineSnapshot(`
      "expected the plan to contain nginx >=1.27

      x86_64 and aarch64: has nginx 1.26.2-r0"
    `)
    expect(await failure(() => expect(plan).toContainPackage('ngnix'))).toMatchInlineSnapshot(`
      "expected the plan to contain ngnix

      x86_64 and aarch64: none of 3 packages is called ngnix; there is nginx"
    `)
    expect(await failure(() => expect(plan).toContainPackage('so:libz.so.1'))).toMatchInlineSnapshot(`
      "expected the plan to contain so:libz.so.1

      x86_64 and aarch64: no package is called so:libz.so.1; zlib provides it"
    `)
    expect(await failure(() => expect(built).not.toContainPackage('zlib'))).toMatchInlineSnapshot(`
      "expected the image not to contain zlib

      x86_64 and aarch64: has zlib 1.3.1-r0"
    `)
  })

  it('fails with .not when one architecture of several has it', async () => {
    const uneven = repository(['a', apk({ name: 'extra', arch: 'x86_64', installIf: ['a'] })])
    const some = await image().from(uneven).add('a').plan({ arch })
    expect(await failure(() => expect(some).not.toContainPackage('extra'))).toMatchInlineSnapshot(`
      "expected the plan not to contain extra

      x86_64: has extra 1.0-r0"
    `)
    expect(await failure(() => expect(some).toContainPackage('extra'))).toMatchInlineSnapshot(`
      "expected the plan to contain extra

      aarch64: none of 1 package is called extra"
    `)
  })
})

describe('toHaveFile', () => {
  it('holds for path, mode, owner, content, type and target', async () => {
    await expect(built).toHaveFile('/etc/motd')
    await expect(built).toHaveFile('/etc/motd', {
      mode: 0o600,
      owner: 65532,
      content: 'one\ntwo\nthree\n',
      type: 'file',
    })
    await expect(built).toHaveFile('/etc/motd', { owner: 'web', content: /^two$/m })
    await expect(built).toHaveFile('/etc/motd', { owner: '65532:65532', content: Buffer.from('one\ntwo\nthree\n') })
    await expect(built).toHaveFile('/etc/link', { content: /one/ })
    await expect(built).toHaveFile('/etc/link', { target: 'motd' })
    await expect(built).toHaveFile('/usr/sbin', { type: 'directory' })
    await expect(built.arch('amd64')).toHaveFile('usr/sbin/nginx', { mode: 0o755, content: 'elf' })
    await expect(built).not.toHaveFile('/bin/sh')
    await expect(built).not.toHaveFile('/etc/motd', { mode: 0o644 })
  })

  it('judges at once where nothing has to be fetched, so that a forgotten await is no silent success', () => {
    expect(() => void expect(built).toHaveFile('/nowhere')).toThrow('/nowhere')
  })

  it('tells what differs, what stands there instead, and where nothing is', async () => {
    const wrong = { mode: 0o644, owner: 0, content: 'one\n2\nthree\n' }
    expect(await failure(() => expect(built).toHaveFile('/etc/motd', wrong))).toMatchInlineSnapshot(`
      "expected the image to have /etc/motd with mode 0644, owner 0 and the given content

      x86_64 and aarch64: /etc/motd differs
        mode    0600         expected 0644
        owner   65532:65532  expected 0
        line 2  "two"        expected "2""
    `)
    expect(await failure(() => expect(built).toHaveFile('/etc/motdd'))).toMatchInlineSnapshot(`
      "expected the image to have /etc/motdd

      x86_64 and aarch64: has nothing at /etc/motdd; /etc holds motd and 4 others"
    `)
    expect(await failure(() => expect(built).toHaveFile('/opt/app/main.js'))).toMatchInlineSnapshot(`
      "expected the image to have /opt/app/main.js

      x86_64 and aarch64: has nothing at /opt/app/main.js, not even the directory /opt/app"
    `)
    expect(await failure(() => expect(built).toHaveFile('/usr/sbin', { content: 'x' }))).toMatchInlineSnapshot(`
      "expected the image to have /usr/sbin with the given content

      x86_64 and aarch64: /usr/sbin differs
        content  none, it is a directory  expected a file"
    `)
    expect(await failure(() => expect(built).toHaveFile('/etc/link', { target: '/etc/motd' }))).toMatchInlineSnapshot(`
      "expected the image to have /etc/link with target /etc/motd

      x86_64 and aarch64: /etc/link differs
        target  motd  expected /etc/motd"
    `)
    expect(await failure(() => expect(built).toHaveFile('/usr/sbin/nginx', { content: /ELF/ }))).toMatchInlineSnapshot(`
      "expected the image to have /usr/sbin/nginx with content like /ELF/

      x86_64 and aarch64: /usr/sbin/nginx differs
        content  "elf"  expected /ELF/"
    `)
    expect(await failure(() => expect(built).not.toHaveFile('/etc/motd', { mode: 0o600 }))).toMatchInlineSnapshot(`
      "expected the image not to have /etc/motd with mode 0600

      x86_64 and aarch64: has /etc/motd"
    `)
  })
})

describe('toRunAs', () => {
  it('holds for ids and names, before anything is resolved and after everything is built', () => {
    for (const subject of [web, plan, built, built.arch('x86_64')]) {
      expect(subject).toRunAs('web')
      expect(subject).toRunAs(65532)
      expect(subject).not.toRunAs(0)
    }
    expect(image()).toRunAs('root')
  })

  it('tells who it is instead', async () => {
    expect(await failure(() => expect(built).toRunAs(1000))).toMatchInlineSnapshot(`
      "expected the image to run as 1000

      x86_64 and aarch64: runs as 65532 (web)"
    `)
    expect(await failure(() => expect(image()).toRunAs(65532))).toMatchInlineSnapshot(`
      "expected the definition to run as 65532

      runs as root: no user is set"
    `)
    expect(await failure(() => expect(plan).not.toRunAs('web'))).toMatchInlineSnapshot(`
      "expected the plan not to run as web

      runs as web"
    `)
  })
})

describe('toHaveEntrypoint', () => {
  it('holds for exactly these arguments', () => {
    expect(web).toHaveEntrypoint('/usr/sbin/nginx', '-g', 'daemon off;')
    expect(built).toHaveEntrypoint(['/usr/sbin/nginx', '-g', 'daemon off;'])
    expect(built).not.toHaveEntrypoint('/usr/sbin/nginx')
  })

  it('tells both, word by word', async () => {
    expect(await failure(() => expect(built).toHaveEntrypoint('/usr/sbin/nginx'))).toMatchInlineSnapshot(`
      "expected the image to have the entrypoint ["/usr/sbin/nginx"]

      x86_64 and aarch64: has ["/usr/sbin/nginx", "-g", "daemon off;"]"
    `)
    expect(await failure(() => expect(image()).toHaveEntrypoint('/bin/app'))).toMatchInlineSnapshot(`
      "expected the definition to have the entrypoint ["/bin/app"]

      has none"
    `)
  })
})

describe('toHaveLabel', () => {
  it('holds for a label, its value, or what the value is like', () => {
    expect(web).toHaveLabel('org.opencontainers.image.title')
    expect(built).toHaveLabel('org.opencontainers.image.title', 'web')
    expect(built).toHaveLabel('org.opencontainers.image.title', /^w/)
    expect(built).not.toHaveLabel('org.opencontainers.image.title', 'api')
  })

  it('tells the value that is there, and the labels that there are', async () => {
    const title = 'org.opencontainers.image.title'
    expect(await failure(() => expect(built).toHaveLabel(title, 'api'))).toMatchInlineSnapshot(`
      "expected the image to have the label org.opencontainers.image.title = "api"

      x86_64 and aarch64: org.opencontainers.image.title is "web""
    `)
    expect(await failure(() => expect(built).toHaveLabel('org.opencontainers.image.titel'))).toMatchInlineSnapshot(`
      "expected the image to have the label org.opencontainers.image.titel

      x86_64 and aarch64: has no such label, but org.opencontainers.image.title"
    `)
    expect(await failure(() => expect(image()).toHaveLabel('a', /b/))).toMatchInlineSnapshot(`
      "expected the definition to have the label a like /b/

      has no labels"
    `)
  })
})

describe('toHaveNoShell', () => {
  it('holds for plans and images without one', () => {
    expect(plan).toHaveNoShell()
    expect(built).toHaveNoShell()
    expect(withShell).not.toHaveNoShell()
  })

  it('names the shells, and of a plan the packages that bring them', async () => {
    expect(await failure(() => expect(withShell).toHaveNoShell())).toMatchInlineSnapshot(`
      "expected the image to have no shell

      x86_64 and aarch64: has /bin/busybox and /bin/sh"
    `)
    expect(await failure(() => expect(withShell.plan).toHaveNoShell())).toMatchInlineSnapshot(`
      "expected the plan to have no shell

      x86_64 and aarch64: has sh (of busybox)"
    `)
    expect(await failure(() => expect(plan).not.toHaveNoShell())).toMatchInlineSnapshot(
      `"expected the plan not to have no shell"`,
    )
  })
})

describe('toBeSmallerThan', () => {
  it('holds for the compressed size of images, or the unpacked one', () => {
    expect(built).toBeSmallerThan('20 MB')
    expect(built).toBeSmallerThan('1 MiB', { of: 'installed' })
    expect(built).not.toBeSmallerThan(100)
    expect(plan).toBeSmallerThan('1 kB')
  })

  it('tells the size and by how much it is too large', async () => {
    const message = await failure(() => expect(built).toBeSmallerThan('100 B', { of: 'installed' }))
    expect(message).toMatchInlineSnapshot(`
      "expected the image to be smaller than 100 B installed

      x86_64 and aarch64: has 16.4 kB installed, 16.3 kB too much"
    `)
    expect(await failure(() => expect(plan).toBeSmallerThan(3))).toMatchInlineSnapshot(`
      "expected the plan to be smaller than 3 B installed

      x86_64 and aarch64: has 3 B installed, which is exactly the limit"
    `)
    expect(await failure(() => expect(plan).not.toBeSmallerThan('1 kB'))).toMatchInlineSnapshot(`
      "expected the plan not to be smaller than 1 kB installed

      x86_64 and aarch64: has 3 B installed"
    `)
  })

  it('refuses what is no size', () => {
    expect(() => expect(built).toBeSmallerThan('20 potatoes')).toThrow('"20 potatoes": it is no number of bytes')
  })
})

describe('a subject that a matcher cannot look at', () => {
  it('fails, with .not as well, and says what to hand over', async () => {
    expect(await failure(() => expect(web).toHaveFile('/etc/motd'))).toMatchInlineSnapshot(
      `"toHaveFile was handed a definition. Give it a built image (await definition.build(…)), or the image of one architecture (built.arch(…))."`,
    )
    expect(await failure(() => expect(web.plan({ arch })).toContainPackage('nginx'))).toMatchInlineSnapshot(
      `"toContainPackage was handed a promise (await it first, or write expect(…).resolves). Give it a plan (await definition.plan(…)), or a built image (await definition.build(…)), or the image of one architecture (built.arch(…))."`,
    )
    expect(() => expect(undefined).not.toContainPackage('nginx')).toThrow('was handed undefined')
  })
})
