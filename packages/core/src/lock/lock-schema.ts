import { z } from 'zod'
import type { Lock, LockedPackage, LockRequest } from './lock.ts'

const texts = z.array(z.string()).readonly()

const lockedPackage: z.ZodType<LockedPackage> = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  arch: z.string().min(1),
  repository: z.string(),
  tag: z.string().min(1).optional(),
  url: z.string().min(1),
  checksum: z.string().regex(/^[QX]\S+$/, 'is no checksum of a package'),
  size: z.number().int().min(0),
  installedSize: z.number().int().min(0).optional(),
  origin: z.string().min(1).optional(),
  dataHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex')
    .optional(),
  providerPriority: z.number().int().min(0).optional(),
  depends: texts.optional(),
  provides: texts.optional(),
  installIf: texts.optional(),
})

/** A {@link LockRequest}. */
const lockRequest: z.ZodType<LockRequest> = z.strictObject({
  profile: z.enum(['nacre', 'apko']),
  packages: texts,
  repositories: texts,
  base: z.string().optional(),
})

/** The format of nacre's lock files, version 1: a {@link Lock}. */
export const lockSchema: z.ZodType<Lock> = z.strictObject({
  nacreLock: z.literal(1),
  checksum: z.string(),
  request: lockRequest,
  keyring: z.record(z.string(), z.string()),
  architectures: z.record(
    z.string(),
    z.strictObject({ keys: texts, base: z.string().optional(), packages: z.array(lockedPackage).readonly() }),
  ),
})
