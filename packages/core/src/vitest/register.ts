import { expect } from 'vitest'
import { matchers, type NacreMatchers } from './matchers.ts'
import { snapshotSerializer } from './snapshot.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends NacreMatchers<R> {}
}

expect.extend({ ...matchers })
expect.addSnapshotSerializer(snapshotSerializer)
