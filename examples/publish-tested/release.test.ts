import { image } from '@nacre/core'
import { apk, repository, startRegistry } from '@nacre/core/testing'
import { generateSigningKey, RegistryClient, readVerificationKey, registryPlace, verifySignature } from '@nacre/oci'
import { expect, test } from 'vitest'
import { release } from './release.ts'

const packages = repository([apk({ name: 'web', files: { 'usr/bin/web': { content: 'program', mode: 0o755 } } })])
const built = await image()
  .from(packages)
  .add('web')
  .entrypoint('/usr/bin/web')
  .build({ arch: ['x86_64', 'aarch64'] })
const key = generateSigningKey()

test('an image that passes gets its tags, a signature and SBOMs', async () => {
  await using registry = await startRegistry()
  const repositoryName = `${registry.host}/team/web`
  const tagsDuringCheck: string[][] = []
  const reference = await release(built, {
    repository: repositoryName,
    version: '1.0',
    signer: key,
    check: () => void tagsDuringCheck.push(Object.keys(registry.tags('team/web'))),
  })

  expect(reference).toBe(`${repositoryName}@${built.digest}`)
  expect(tagsDuringCheck).toEqual([[]])
  expect(registry.tags('team/web')).toMatchObject({ '1.0': built.digest, latest: built.digest })
  const place = registryPlace(new RegistryClient(), repositoryName)
  const signatures = await verifySignature(place, built.descriptor, { keys: [readVerificationKey(key.publicPem)] })
  expect(signatures.length).toBeGreaterThan(0)
  const { manifests } = await place.referrers(built.descriptor)
  expect(manifests.map(({ artifactType }) => artifactType)).toContain('application/spdx+json')
})

test('an image that fails gets none', async () => {
  await using registry = await startRegistry()
  const check = () => Promise.reject(new Error('does not start'))
  const attempt = release(built, { repository: `${registry.host}/team/web`, version: '1.0', signer: key, check })

  await expect(attempt).rejects.toThrow('does not start')
  expect(registry.tags('team/web')).toEqual({})
})
