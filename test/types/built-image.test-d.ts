import type { BuiltImage, ImageDiff, ImageScan, Lock, Outdated, Plan } from '@nacre/core'
import { image } from '@nacre/core'
import type { Published } from '@nacre/oci'
import type { AdvisoryFeed, WrittenSbom } from '@nacre/sbom'
import { describe, expectTypeOf, test } from 'vitest'

declare const built: BuiltImage
declare const plan: Plan
declare const feed: AdvisoryFeed

describe('what comes of a build', () => {
  test('its verbs', () => {
    expectTypeOf(built.publish('registry.example.com/web:1')).resolves.toEqualTypeOf<Published>()
    expectTypeOf(built.sbom('x86_64', 'cyclonedx-1.6')).resolves.toEqualTypeOf<WrittenSbom>()
    expectTypeOf(built.diff(built)).resolves.toEqualTypeOf<ImageDiff>()
    expectTypeOf(built.scan([feed])).resolves.toEqualTypeOf<ImageScan>()
    expectTypeOf(built.writeLayout('out')).resolves.toEqualTypeOf<void>()
    // @ts-expect-error no such format
    built.sbom('x86_64', 'spdx')
  })

  test('digests are text with their algorithm before them', () => {
    expectTypeOf(built.digest).toExtend<string>()
    expectTypeOf<`sha256:${string}`>().toExtend<BuiltImage['descriptor']['digest']>()
    expectTypeOf<string>().not.toExtend<BuiltImage['descriptor']['digest']>()
  })

  test('a lock goes from a plan into a build', () => {
    expectTypeOf(plan.toLock()).toEqualTypeOf<Lock>()
    image().build({ lock: plan.toLock() })
    image().build({ lock: 'web.lock.json' })
    expectTypeOf(image().outdated(plan.toLock())).resolves.toEqualTypeOf<Outdated>()
    // @ts-expect-error not a lock
    image().build({ lock: 1 })
  })

  test('events are told apart by their kind', () => {
    image().build({
      onEvent: (event) => {
        if (event.kind === 'fetched') expectTypeOf(event.bytes).toEqualTypeOf<number>()
        if (event.kind === 'warning') expectTypeOf(event.message).toEqualTypeOf<string>()
      },
    })
  })
})
