import {
  alpine,
  type BuiltImage,
  fromApko,
  type ImageChain,
  type ImageDefinition,
  image,
  type LayeringFunction,
  type Plan,
  type RepositorySource,
  wolfi,
} from '@nacre/core'
import { apk, repository } from '@nacre/core/testing'
import { describe, expectTypeOf, test } from 'vitest'

describe('the chain', () => {
  test('every method gives a chain', () => {
    const chain = image()
      .from(alpine('v3.22'), wolfi(), 'https://apk.example.com', '@edge ./packages', repository([apk('a')]))
      .trust('key.rsa.pub', { name: 'inline.rsa.pub', content: 'PEM' })
      .add('nginx', 'zlib>=1.3')
      .user(65532)
      .user('nobody')
      .user({ name: 'web', uid: 1, gid: 2, home: '/', shell: '/bin/sh' })
      .group({ name: 'web', gid: 2, members: ['web'] })
      .runAs('1:2')
      .entrypoint('/bin/web')
      .cmd('-v')
      .env({ LANG: 'C' })
      .workdir('/')
      .stopSignal('SIGQUIT')
      .label('a', 'b')
      .annotate('a', 'b')
      .volume('/data')
      .expose(80, '53/udp')
      .file('/a', 'text', { mode: 0o600 })
      .file('/b', new Uint8Array())
      .fileFrom('/c', 'c')
      .tree('d', '/d', { ignore: ['*.log'], uid: 1 })
      .directory('/e')
      .symlink('/f', 'e')
      .hardlink('/g', '/a')
      .permissions('/h', { mode: 0o755, recursive: true })
      .base('registry.example.com/base:1')
      .layers('origin', { budget: 3 })
      .arch('x86_64')
      .profile('apko')
    expectTypeOf(chain).toEqualTypeOf<ImageChain>()
  })

  test('verbs give promises, data gives data', () => {
    expectTypeOf(image().plan).returns.resolves.toEqualTypeOf<Plan>()
    expectTypeOf(image().build).returns.resolves.toEqualTypeOf<BuiltImage>()
    expectTypeOf(image().toJSON).returns.toEqualTypeOf<ImageDefinition>()
    expectTypeOf(fromApko).returns.resolves.toEqualTypeOf<ImageChain>()
    expectTypeOf(image).parameter(0).toEqualTypeOf<Partial<ImageDefinition> | undefined>()
  })

  test('what a definition holds cannot be changed', () => {
    const definition = image().toJSON()
    // @ts-expect-error read only
    definition.packages = []
    // @ts-expect-error read only
    definition.packages.push('curl')
    // @ts-expect-error read only
    definition.environment['LANG'] = 'C'
  })

  test('mistakes are found while typing', () => {
    // @ts-expect-error a user has a name
    image().user({ uid: 1 })
    // @ts-expect-error no such strategy
    image().layers('file')
    // @ts-expect-error no such profile
    image().profile('docker')
    // @ts-expect-error options are an object
    image().file('/a', 'text', 0o600)
    // @ts-expect-error a mode is a number
    image().file('/a', 'text', { mode: '600' })
    // @ts-expect-error architectures are a list
    image().build({ arch: 'x86_64' })
    // @ts-expect-error no such option
    image().build({ archs: ['x86_64'] })
    // @ts-expect-error a label is text
    image().label('a', 1)
  })

  test('repositories nest', () => {
    expectTypeOf<string>().toExtend<RepositorySource>()
    expectTypeOf<readonly (string | readonly string[])[]>().toExtend<RepositorySource>()
    expectTypeOf<number>().not.toExtend<RepositorySource>()
  })

  test('a layering function sees packages', () => {
    const layering: LayeringFunction = (packages) => [packages.filter(({ info }) => info.name === 'musl')]
    expectTypeOf(image().layers(layering)).toEqualTypeOf<ImageChain>()
  })
})
