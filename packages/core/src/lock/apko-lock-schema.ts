import { z } from 'zod'
import type { ApkoLock, ApkoLockedPackage } from './apko-lock.ts'

const segment = z.object({ range: z.string(), checksum: z.string() })
const repository = z.object({ name: z.string(), url: z.string(), architecture: z.string() })
const repositories = z.array(repository).readonly().nullish()

const apkoLockedPackage: z.ZodType<ApkoLockedPackage> = z.object({
  name: z.string().min(1),
  url: z.string().min(1),
  version: z.string().min(1),
  architecture: z.string().min(1),
  signature: segment.optional(),
  control: segment.optional(),
  data: segment.optional(),
  checksum: z.string().optional(),
})

/**
 * The format of apko's lock files (apko 1.2, pkg/lock/lock.go). Keys that apko does not write are passed over, as it passes
 * over them.
 */
export const apkoLockSchema: z.ZodType<ApkoLock> = z.object({
  version: z.literal('v1'),
  config: z.object({ name: z.string().optional(), checksum: z.string().optional() }).nullish(),
  contents: z.object({
    keyring: z
      .array(z.object({ name: z.string(), url: z.string(), content: z.string().optional() }))
      .readonly()
      .nullish(),
    build_repositories: repositories,
    runtime_repositories: repositories,
    repositories,
    packages: z.array(apkoLockedPackage).readonly(),
  }),
})
