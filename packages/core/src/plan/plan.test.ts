import { createPackage, memoryRepository } from '@nacre/apk'
import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'

async function hello() {
  const info = { name: 'hello', version: '1.0-r0', arch: 'x86_64' }
  return image()
    .from(memoryRepository([await createPackage({ info, files: { 'etc/hello': 'x' } })]))
    .add('hello')
}

describe('an architecture', () => {
  it('goes by both of its names, in the plan as in the image', async () => {
    const plan = await (await hello()).plan({ arch: ['amd64'] })
    expect(plan.archs).toEqual(['x86_64'])
    expect(plan.packages('amd64')).toBe(plan.packages('x86_64'))
    expect(String(plan.why('hello', 'amd64'))).toBe(String(plan.why('hello', 'x86_64')))
    expect(() => plan.packages('arm64')).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_ARCH_MISSING' }) as Error)
  })

  it('named twice is built once', async () => {
    const built = await (await hello()).build({ arch: ['x86_64', 'amd64', 'x86_64'] })
    expect(built.archs).toEqual(['x86_64'])
  })
})

describe('an image without packages', () => {
  it('needs no repository', async () => {
    const built = await image()
      .file('/etc/motd', 'hello\n')
      .build({ arch: ['x86_64'] })
    expect(await built.rootfs('x86_64').text('/etc/motd')).toBe('hello\n')
  })

  it('needs one where a service bundle needs its supervisor', async () => {
    const definition = { entrypoint: { type: 'service-bundle', services: { a: 'b' } } }
    await expect(image(definition).plan({ arch: ['x86_64'] })).rejects.toMatchObject({
      code: 'ERR_IMAGE_REPOSITORY_NONE',
    })
  })
})

describe('the date of an image', () => {
  it.each([-1, 1.5, 1e15])('cannot be %d', async (epoch) => {
    await expect((await hello()).build({ arch: ['x86_64'], epoch })).rejects.toMatchObject({ code: 'ERR_IMAGE_EPOCH' })
  })
})

describe('what a build is told', () => {
  it('is refused where nobody knows it', async () => {
    const compression = { codec: 'lz4' as 'gzip' }
    const chain = await hello()
    await expect(chain.build({ arch: ['x86_64'], compression })).rejects.toMatchObject({
      code: 'ERR_IMAGE_COMPRESSION',
    })
    for (const groups of [5, [5], [['hello']]]) {
      const layers = chain.layers(() => groups as never)
      await expect(layers.build({ arch: ['x86_64'] })).rejects.toMatchObject({ code: 'ERR_IMAGE_LAYERING' })
    }
  })
})
