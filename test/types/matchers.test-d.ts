import type { BuiltImage } from '@nacre/core'
import '@nacre/core/vitest'
import { expect, expectTypeOf, test } from 'vitest'

declare const built: BuiltImage

test('matchers have types', () => {
  expectTypeOf(expect(built).toRunAs(65532)).toEqualTypeOf<void>()
  expectTypeOf(expect(built).toHaveFile('/etc/motd', { mode: 0o644, content: /hello/ })).toEqualTypeOf<Promise<void>>()
  expectTypeOf(expect(built).not.toHaveNoShell()).toEqualTypeOf<void>()
  // @ts-expect-error a mode is a number
  expect(built).toHaveFile('/etc/motd', { mode: '0644' })
  // @ts-expect-error a package has a name
  expect(built).toContainPackage()
})
