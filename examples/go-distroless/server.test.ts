import { apk, repository } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { expect, test } from 'vitest'
import { server } from './server.image.ts'

const certificates = { 'etc/ssl/certs/ca-certificates.crt': 'certificates\n' }
const packages = repository([
  apk({ name: 'ca-certificates-bundle', version: '20250619-r0', files: certificates }),
  apk({ name: 'busybox', files: { 'bin/busybox': 'shell' } }),
])
const programs = { x86_64: new TextEncoder().encode('for Intel'), aarch64: new TextEncoder().encode('for ARM') }

test('every architecture has its own program', async () => {
  const built = await (await server(programs, packages)).build()
  await expect(built.arch('x86_64')).toHaveFile('/usr/bin/server', { mode: 0o755, content: 'for Intel' })
  await expect(built.arch('aarch64')).toHaveFile('/usr/bin/server', { mode: 0o755, content: 'for ARM' })
})

test('there is the program, certificates, and no shell', async () => {
  const built = await (await server(programs, packages)).build()
  expect(built).toContainPackage('server', '1.4.0-r0')
  expect(built).toContainPackage('ca-certificates-bundle')
  expect(built.plan.packages()).toHaveLength(2)
  expect(built).toHaveNoShell()
  expect(built).toRunAs('nonroot')
})

test('the program stands in the SBOM with its licence', async () => {
  const built = await (await server(programs, packages)).build()
  const { text } = await built.sbom('x86_64', 'cyclonedx-1.6')
  expect(text).toContain('"server"')
  expect(text).toContain('"MIT"')
})

test('two builds give the same bits', async () => {
  await expect(async () => (await server(programs, packages)).build()).toBeReproducible()
})

const data = process.env['NACRE_TEST_DATA']

test.skipIf(data === undefined)('real packages of Alpine do as well', async () => {
  const real = await server({ x86_64: programs.x86_64 }, `${data}/data/alpine/iso-3.19.1`)
  const built = await real.trust(`${data}/data/keys/alpine`).build()
  await expect(built).toHaveFile('/etc/ssl/certs/ca-certificates.crt', { content: /BEGIN CERTIFICATE/ })
  expect(built).toHaveNoShell()
  expect(built).toBeSmallerThan('500 kB')
})
