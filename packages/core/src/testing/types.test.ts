import {
  type BuiltImage,
  type ImageChain,
  type ImageDefinition,
  image,
  type Plan,
  type PlannedPackage,
} from '@nacre/core'
import { apk, repository, type TestPackage } from '@nacre/core/testing'
import { describe, expect, expectTypeOf, it } from 'vitest'
import '@nacre/core/vitest'

const chain = image()

describe('types of the chain', () => {
  it('every method of a definition gives a definition', () => {
    expectTypeOf(chain.from('https://example.com', repository([]))).toEqualTypeOf<ImageChain>()
    expectTypeOf(chain.add('nginx', 'zlib>=1.3')).toEqualTypeOf<ImageChain>()
    expectTypeOf(chain.user(65532).user('web').user({ name: 'web', uid: 1 })).toEqualTypeOf<ImageChain>()
    expectTypeOf(chain.entrypoint('/app').cmd('-v').env({ A: 'b' }).workdir('/')).toEqualTypeOf<ImageChain>()
    expectTypeOf(chain.file('/a', new Uint8Array(), { mode: 0o644 }).label('a', 'b')).toEqualTypeOf<ImageChain>()
    expectTypeOf(chain.layers('origin', { budget: 10 })).toEqualTypeOf<ImageChain>()
    expectTypeOf(chain.layers((packages) => [packages])).toEqualTypeOf<ImageChain>()
  })

  it('verbs give promises, and plain data comes back', () => {
    expectTypeOf(chain.plan).returns.toEqualTypeOf<Promise<Plan>>()
    expectTypeOf(chain.build).returns.toEqualTypeOf<Promise<BuiltImage>>()
    expectTypeOf(chain.toJSON).returns.toEqualTypeOf<ImageDefinition>()
    expectTypeOf<Plan['packages']>().returns.toEqualTypeOf<readonly PlannedPackage[]>()
    expectTypeOf<BuiltImage['diff']>().parameter(0).toEqualTypeOf<BuiltImage>()
  })

  it('what makes no sense does not compile', () => {
    const wrong = (): unknown[] => [
      // @ts-expect-error packages are named by texts
      chain.add(1),
      // @ts-expect-error there is no such strategy
      chain.layers('many'),
      // @ts-expect-error values of the environment are texts
      chain.env({ PORT: 80 }),
      // @ts-expect-error an account needs an id
      chain.user({ name: 'web' }),
      // @ts-expect-error a definition cannot be changed
      chain.toJSON().packages.push('curl'),
      // @ts-expect-error there are no positional booleans
      chain.build(true),
      // @ts-expect-error a package has a name
      apk({ version: '1.0-r0' }),
    ]
    expectTypeOf(wrong).toBeFunction()
  })
})

describe('types of the test kit', () => {
  it('a package is described by an object or a name', () => {
    expectTypeOf(apk('zlib')).toEqualTypeOf<TestPackage>()
    expectTypeOf(repository(['zlib', apk('musl')]).index).returns.resolves.toHaveProperty('records')
  })

  it('matchers are known to expect, and those that read or build are to be awaited', () => {
    const assertions = (plan: Plan, built: BuiltImage) => {
      expectTypeOf(expect(plan).toContainPackage('zlib', '>=1')).toEqualTypeOf<void>()
      expectTypeOf(expect(built).not.toRunAs(0)).toEqualTypeOf<void>()
      expectTypeOf(expect(built).toBeSmallerThan('20 MB', { of: 'installed' })).toEqualTypeOf<void>()
      expectTypeOf(expect(chain.plan()).resolves.toHaveNoShell()).toEqualTypeOf<Promise<void>>()
      expectTypeOf(expect(built).toHaveFile('/a', { mode: 0o644 })).toEqualTypeOf<Promise<void>>()
      expectTypeOf(expect(chain).toBeReproducible({ arch: ['x86_64'] })).toEqualTypeOf<Promise<void>>()
      expectTypeOf(expect(plan).toMatchLock('lock.json')).toEqualTypeOf<Promise<void>>()
      // @ts-expect-error a mode is a number
      return expect(built).toHaveFile('/a', { mode: '0644' })
    }
    expectTypeOf(assertions).toBeFunction()
  })
})
