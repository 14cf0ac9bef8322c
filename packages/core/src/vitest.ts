import './vitest/register.ts'

export type { FileExpectation } from './vitest/file-expectation.ts'
export { matchers, type NacreMatchers } from './vitest/matchers.ts'
export type { VulnerabilityOptions } from './vitest/no-vulnerabilities.ts'
export type { SizeOptions } from './vitest/smaller-than.ts'
export { detailed, type SnapshotOptions, snapshotSerializer } from './vitest/snapshot.ts'
