import { image } from '@nacre/core'
import { advisories, apk, repository } from '@nacre/core/testing'
import { describe, expect, it } from 'vitest'
import '@nacre/core/vitest'

const stable = repository([
  'musl',
  apk({ name: 'busybox', version: '1.37.0-r18', provides: ['cmd:sh=1.37.0-r18'], files: { 'bin/sh': 'elf' } }),
  apk({
    name: 'ca-certificates-bundle',
    version: '20250911-r0',
    files: { 'etc/ssl/certs/ca-certificates.crt': 'pem' },
  }),
  apk({ name: 'zlib', version: '1.3.1-r2', depends: ['musl'], files: { 'usr/lib/libz.so.1': 'elf' } }),
  apk({ name: 'openssl', version: '3.5.1-r0', depends: ['musl'] }),
  apk({ name: 'nginx', version: '1.28.0-r3', depends: ['openssl', 'zlib>=1.3'], files: { 'usr/sbin/nginx': 'elf' } }),
  apk({
    name: 'nodejs',
    version: '22.16.0-r2',
    depends: ['musl', 'openssl', 'zlib'],
    files: { 'usr/bin/node': 'elf' },
  }),
  apk({ name: 'php84', version: '8.4.8-r0', depends: ['musl'], files: { 'usr/bin/php84': 'elf' } }),
  apk({ name: 'postgresql17', version: '17.5-r0', depends: ['openssl'] }),
])
const edge = repository([apk({ name: 'nodejs', version: '24.1.0-r0', depends: ['musl'] })], { tag: 'edge' })

const arch = ['x86_64', 'aarch64']
const base = image().from(stable).add('ca-certificates-bundle').user({ name: 'app', uid: 65532 })

describe('the images of this company', () => {
  it('base: certificates, no shell, no root', async () => {
    const built = await base.build({ arch })
    expect(built).toHaveNoShell()
    expect(built).toRunAs('app')
    await expect(built).toHaveFile('/etc/ssl/certs/ca-certificates.crt', { mode: 0o644, owner: 0 })
  })

  it('go-service: one static program and nothing else', async () => {
    const service = base.file('/app', 'elf', { mode: 0o755 }).entrypoint('/app')
    const built = await service.build({ arch })
    expect(built).toHaveEntrypoint('/app')
    expect(built).toBeSmallerThan('20 MB')
    await expect(built).toHaveFile('/app', { mode: 0o755 })
  })

  it('web: nginx at 1.28 with its libraries', async () => {
    const plan = await base.add('nginx~1.28').plan({ arch })
    expect(plan).toContainPackage('nginx', '>=1.28')
    expect(plan).toContainPackage('zlib', '>=1.3')
    expect(plan.why('zlib').chain.map(({ name }) => name)).toEqual(['nginx', 'zlib'])
  })

  it('node: the release of the distribution', async () => {
    const node = base.add('nodejs').entrypoint('/usr/bin/node').cmd('server.js').workdir('/srv')
    expect(await node.plan({ arch })).toContainPackage('nodejs', '~22')
    expect(node).toHaveEntrypoint('/usr/bin/node')
  })

  it('node-next: the same from the edge, the rest stays stable', async () => {
    const plan = await base.from(edge).add('nodejs@edge').plan({ arch })
    expect(plan).toContainPackage('nodejs', '~24')
    expect(plan).toContainPackage('ca-certificates-bundle')
  })

  it('php: what was built from php:cli before', async () => {
    const php = base.add('php84').symlink('/usr/bin/php', 'php84').entrypoint('/usr/bin/php')
    const built = await php.build({ arch })
    await expect(built).toHaveFile('/usr/bin/php', { target: 'php84' })
    await expect(built).toHaveFile('/usr/bin/php', { content: 'elf' })
  })

  it('php-dev: the same with a shell to look around', async () => {
    const built = await base.add('php84', 'busybox').runAs(0).build({ arch })
    expect(built).not.toHaveNoShell()
    expect(built).toRunAs('root')
  })

  it('db-client: no known vulnerability, and it would be noticed', async () => {
    const plan = await base.add('postgresql17').plan({ arch })
    await expect(plan).toHaveNoKnownVulnerabilities(advisories({ openssl: { 'CVE-2025-4575': '3.5.1-r0' } }))
    await expect(plan).not.toHaveNoKnownVulnerabilities(advisories({ openssl: { 'CVE-2099-1': null } }))
  })

  it('labelled: carries its title and source, and is what its lock says', async () => {
    const labelled = base.label('org.opencontainers.image.title', 'labelled').label('team', 'platform')
    expect(labelled).toHaveLabel('org.opencontainers.image.title', 'labelled')
    const lock = (await labelled.plan({ arch })).toLock()
    await expect(await labelled.build({ arch, lock })).toMatchLock(lock)
  })

  it('everything: reproducible, and pinned as a snapshot', async () => {
    const everything = base.add('nginx', 'nodejs', 'php84', 'postgresql17')
    await expect(everything).toBeReproducible({ arch })
    expect(await everything.plan({ arch })).toMatchInlineSnapshot(`
      Plan
      aarch64, x86_64
        ca-certificates-bundle  20250911-r0
        musl                    1.0-r0
        nginx                   1.28.0-r3
        nodejs                  22.16.0-r2
        openssl                 3.5.1-r0
        php84                   8.4.8-r0
        postgresql17            17.5-r0
        zlib                    1.3.1-r2
    `)
  })
})
