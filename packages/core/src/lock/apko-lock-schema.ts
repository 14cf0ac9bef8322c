import * as v from 'valibot'
import type { ApkoLock, ApkoLockedPackage } from './apko-lock.ts'

const notEmpty = v.pipe(v.string(), v.minLength(1, 'is empty'))
const segment = v.object({ range: v.string(), checksum: v.string() })
const repository = v.object({ name: v.string(), url: v.string(), architecture: v.string() })
const repositories = v.nullish(v.array(repository))

const apkoLockedPackage: v.GenericSchema<ApkoLockedPackage> = v.object({
  name: notEmpty,
  url: notEmpty,
  version: notEmpty,
  architecture: notEmpty,
  signature: v.optional(segment),
  control: v.optional(segment),
  data: v.optional(segment),
  checksum: v.optional(v.string()),
})

/**
 * The format of apko's lock files (apko 1.2, pkg/lock/lock.go). Keys that apko does not write are passed over, as it passes
 * over them.
 */
export const apkoLockSchema: v.GenericSchema<ApkoLock> = v.object({
  version: v.literal('v1'),
  config: v.nullish(v.object({ name: v.optional(v.string()), checksum: v.optional(v.string()) })),
  contents: v.object({
    keyring: v.nullish(v.array(v.object({ name: v.string(), url: v.string(), content: v.optional(v.string()) }))),
    build_repositories: repositories,
    runtime_repositories: repositories,
    repositories,
    packages: v.array(apkoLockedPackage),
  }),
})
