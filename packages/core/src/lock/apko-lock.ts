import { z } from 'zod'

const segment = z.object({ range: z.string(), checksum: z.string() })
const repository = z.object({ name: z.string(), url: z.string(), architecture: z.string() })
const repositories = z.array(repository).readonly().nullish()

const apkoLockedPackage = z.object({
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
export const apkoLockSchema = z.object({
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

/** A lock file as apko writes and reads it. */
export type ApkoLock = Readonly<z.infer<typeof apkoLockSchema>>

/** One package of an {@link ApkoLock}: where it lies, and what its segments are. */
export type ApkoLockedPackage = Readonly<z.infer<typeof apkoLockedPackage>>

/** A part of a package file: an HTTP byte range and `sha1-` or `sha256-` with base64; both empty where there is none. */
export type ApkoLockedSegment = Readonly<z.infer<typeof segment>>
