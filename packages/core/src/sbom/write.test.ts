import { expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { apk } from '../testing/apk.ts'
import { recordEvents } from '../testing/event-recorder.ts'
import { repository } from '../testing/repository.ts'

const hostile: readonly (readonly [string, string, string])[] = [
  ['cut off', '{', 'WARN_SBOM_EMBEDDED_UNREADABLE'],
  ['nested a million times', '['.repeat(1_000_000), 'WARN_SBOM_EMBEDDED_UNREADABLE'],
  ['of another kind', '{"@graph":[]}', 'WARN_SBOM_EMBEDDED_EMPTY'],
]

it.each(hostile)(
  'an SBOM in a package that is %s is told to who heard the build, and left out',
  async (_, text, code) => {
    const file = 'var/lib/db/sbom/web-1.0-r0.spdx.json'
    const web = apk({ name: 'web', version: '1.0-r0', files: { [file]: text } })
    const events = recordEvents()
    const built = await image()
      .from(repository([web]))
      .add('web')
      .build({ arch: ['x86_64'], onEvent: events.onEvent })
    for (const format of ['spdx-2.3', 'spdx-3.0', 'cyclonedx-1.6'] as const) {
      expect((await built.sbom('x86_64', format)).text).toContain('web')
    }
    expect(events.of('warning').map((warning) => warning.code)).toEqual([code, code, code])
  },
)
