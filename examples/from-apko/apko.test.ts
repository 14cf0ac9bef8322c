import { type ImageChain, image } from '@nacre/core'
import { apk, repository } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { expect, test } from 'vitest'
import { definition } from './definition.ts'

const packages = repository([
  apk({ name: 'wolfi-baselayout', files: { 'etc/os-release': 'ID=wolfi\n' } }),
  apk({ name: 'nginx', version: '1.29.1-r0', files: { 'usr/sbin/nginx': { content: 'program', mode: 0o755 } } }),
])

/** The same definition, with packages of ours in place of Wolfi's. */
async function offline(): Promise<ImageChain> {
  const data = (await definition()).toJSON()
  return image({ ...data, repositories: [], keyring: [] }).from(packages)
}

test('YAML and chain make the same kind of value', async () => {
  const { profile, packages: requested, accounts, archs } = (await definition()).toJSON()
  expect(profile).toBe('apko')
  expect(requested).toEqual(['wolfi-baselayout', 'nginx'])
  expect(accounts.runAs).toBe('nonroot')
  expect(archs).toHaveLength(2)
})

test('the image is what the YAML says', async () => {
  const built = await (await offline()).build()
  expect(built.archs).toEqual(['x86_64', 'aarch64'])
  expect(built).toHaveEntrypoint('/usr/sbin/nginx', '-g', 'daemon off;')
  expect(built).toRunAs('nonroot')
  await expect(built).toHaveFile('/run/nginx', { type: 'directory', owner: '65532:65532', mode: 0o755 })
})

test('code goes on where YAML ends', async () => {
  const labelled = (await offline()).label('org.opencontainers.image.title', 'web')
  expect(labelled).toHaveLabel('org.opencontainers.image.title', 'web')
})

test('the definition can be written as YAML again', async () => {
  expect(await (await definition()).toApko()).toContain('/usr/sbin/nginx -g "daemon off;"')
})
