import { createPackage, memoryRepository } from '@nacre/apk'
import {
  generateSigningKey,
  openImage,
  RegistryClient,
  readVerificationKey,
  registryPlace,
  validateImage,
  verifySignature,
} from '@nacre/oci'
import { type Registry, startRegistry } from '@nacre/oci/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BuiltImage } from '../build/built-image.ts'
import { image } from '../definition/chain.ts'

let registry: Registry
let built: BuiltImage
beforeAll(async () => {
  registry = await startRegistry()
  const packages = ['x86_64', 'aarch64'].map((arch) =>
    createPackage({
      info: { name: 'hello', version: '1.0-r0', arch, license: 'MIT' },
      files: { 'usr/bin/hello': arch },
    }),
  )
  built = await image()
    .from(memoryRepository(await Promise.all(packages)))
    .add('hello')
    .build({ arch: ['x86_64', 'aarch64'] })
})
afterAll(() => registry.close())

function place(repository: string) {
  return registryPlace(new RegistryClient(), `${registry.host}/${repository}`)
}

describe('publish', () => {
  it('puts the whole image under every reference, and each image validates where it lies', async () => {
    const first = `${registry.host}/team/web:1`
    const second = `${registry.host}/mirror/web:latest`
    const published = await built.publish(first, { also: [second] })
    expect(published.repositories.flatMap(({ tagged }) => tagged)).toEqual([first, second])
    for (const [repository, tag] of [
      ['team/web', '1'],
      ['mirror/web', 'latest'],
    ] as const) {
      expect((await place(repository).resolve(tag)).digest).toBe(built.digest)
      for (const platform of ['linux/amd64', 'linux/arm64']) {
        expect(await validateImage(await openImage(place(repository), tag, { platform }))).toEqual([])
      }
    }
  })

  it('sets no tag when the check refuses the image', async () => {
    const refused = built.publish(`${registry.host}/refused:1`, {
      verify: ({ descriptor }) => {
        expect(descriptor.digest).toBe(built.digest)
        throw new Error('too large')
      },
    })
    await expect(refused).rejects.toThrow('too large')
    expect(await place('refused').tags()).toEqual([])
  })

  it('attaches SBOMs to index and images, and signs before it tags', async () => {
    const key = generateSigningKey()
    const events: string[] = []
    await built.publish(`${registry.host}/signed:1`, {
      sbom: ['spdx-2.3', 'cyclonedx-1.6'],
      attest: true,
      sign: { signer: key },
      onEvent: ({ type }) => events.push(type),
    })
    expect(events.indexOf('signed')).toBeLessThan(events.indexOf('tagged'))
    for (const subject of [built.descriptor, built.arch('aarch64').descriptor]) {
      const { manifests } = await place('signed').referrers(subject)
      const types = manifests.map(({ artifactType }) => artifactType)
      expect(types).toEqual(expect.arrayContaining(['application/spdx+json', 'application/vnd.cyclonedx+json']))
    }
    const keys = [readVerificationKey(key.publicPem)]
    expect(await verifySignature(place('signed'), built.descriptor, { keys })).not.toEqual([])
  })

  it('asks for a signer when attestations are wanted', async () => {
    await expect(built.publish(`${registry.host}/x:1`, { sbom: ['spdx-2.3'], attest: true })).rejects.toMatchObject({
      code: 'ERR_IMAGE_ATTEST_UNSIGNED',
    })
  })
})
