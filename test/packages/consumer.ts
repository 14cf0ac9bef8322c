/** A program of a user: it builds an image of a package that it makes itself. */
export const BUILD = `
import { image } from '@nacre/core'
import { apk, repository } from '@nacre/core/testing'

const built = await image()
  .from(repository([apk({ name: 'hello', files: { 'usr/bin/hello': { content: 'hello', mode: 0o755 } } })]))
  .add('hello')
  .build({ arch: ['x86_64', 'aarch64'], epoch: 0 })
await built.writeLayout('out')
console.log(built.digest)
`

/** A test file of a user: matchers and their types are there by one import. */
export const TEST = `
import { image } from '@nacre/core'
import { apk, repository } from '@nacre/core/testing'
import '@nacre/core/vitest'
import { expect, test } from 'vitest'

test('a definition', async () => {
  const definition = image().from(repository([apk('hello')])).add('hello').user(65532)
  expect(definition).toRunAs(65532)
  expect(await definition.plan({ arch: ['x86_64'] })).toContainPackage('hello')
})
`

/** What a strict user's type checker is asked to accept, under one way of finding modules. */
export function compilerOptions(module: 'nodenext' | 'bundler'): string {
  return JSON.stringify({
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      types: ['node'],
      module: module === 'nodenext' ? 'nodenext' : 'preserve',
      moduleResolution: module,
      skipLibCheck: false,
    },
    files: ['imports.ts', 'build.ts'],
  })
}
