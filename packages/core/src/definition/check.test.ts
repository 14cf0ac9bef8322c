import { memoryRepository } from '@nacre/apk'
import { describe, expect, it } from 'vitest'
import { type ImageChain, image } from './chain.ts'
import type { ImageDefinition } from './definition.ts'

const start = image().from(memoryRepository([]))

const verb = (chain: ImageChain) => chain.plan({ arch: ['x86_64'] })

describe('a definition', () => {
  const wrong: [string, ImageChain, string][] = [
    ['a negative id', start.user(-1), 'accounts.runAs'],
    ['half an id', start.user(1.5), 'accounts.runAs'],
    ['a variable without a name', start.env({ '': 'x' }), 'environment'],
    ['a variable with = in its name', start.env({ 'A=B': 'x' }), 'environment'],
    ['a NUL in an argument', start.entrypoint('a\0b'), 'entrypoint.args[0]'],
    ['a port beyond 65535', start.expose(70_000), 'ports[0]'],
    ['a port of no protocol', start.expose('80/x'), 'ports[0]'],
    ['a negative mode', start.file('/x', '', { mode: -1 }), 'paths[0].mode'],
    ['a negative owner', start.file('/x', '', { uid: -1 }), 'paths[0].uid'],
    ['a signal of two words', start.stopSignal('x y'), 'stopSignal'],
    ['an empty place', start.from(''), 'repositories[1].location'],
  ]

  it.each(wrong)('with %s is refused before anything is done', async (_, chain, path) => {
    await expect(verb(chain)).rejects.toMatchObject({
      code: 'ERR_IMAGE_DEFINITION',
      details: { faults: [{ path: expect.stringContaining(path) as string }] },
    })
  })

  it('is told all its faults at once', async () => {
    const json = { packages: 5, bogus: true, labels: { a: 1 } } as unknown as Partial<ImageDefinition>
    const error: unknown = await verb(image(json)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_IMAGE_DEFINITION' })
    expect(String(error)).toMatch(/packages: .*; labels\.a: .*bogus/)
  })

  it('that is no object, and content that is neither text nor bytes, are refused at once', () => {
    const none = 'image' as unknown as Partial<ImageDefinition>
    expect(() => image(none)).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_DEFINITION' }) as Error)
    const content = { length: 3 } as unknown as string
    expect(() => start.file('/x', content)).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_DEFINITION' }) as Error)
    const source = undefined as unknown as string
    expect(() => image().from(source)).toThrow(expect.objectContaining({ code: 'ERR_IMAGE_DEFINITION' }) as Error)
  })

  it('may name users, ids and both, and ports in ranges', async () => {
    for (const user of ['', 'web', '_apt', '65532', '65532:65532', 'web:web', 0])
      await expect(verb(start.user(user).expose('8000-8010', '53/udp', 80))).resolves.toBeDefined()
  })
})
