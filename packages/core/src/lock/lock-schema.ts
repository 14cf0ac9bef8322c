import * as v from 'valibot'
import { recordSchema } from '../definition/record-schema.ts'
import type { Lock, LockedPackage, LockRequest } from './lock.ts'

const texts = v.array(v.string())
const notEmpty = v.pipe(v.string(), v.minLength(1, 'is empty'))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const lockedPackage: v.GenericSchema<LockedPackage> = v.strictObject({
  name: notEmpty,
  version: notEmpty,
  arch: notEmpty,
  repository: v.string(),
  tag: v.optional(notEmpty),
  url: notEmpty,
  checksum: v.pipe(v.string(), v.regex(/^[QX]\S+$/, 'is no checksum of a package')),
  size: count,
  installedSize: v.optional(count),
  origin: v.optional(notEmpty),
  dataHash: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex'))),
  providerPriority: v.optional(count),
  depends: v.optional(texts),
  provides: v.optional(texts),
  installIf: v.optional(texts),
})

/** A {@link LockRequest}. */
const lockRequest: v.GenericSchema<LockRequest> = v.strictObject({
  profile: v.picklist(['nacre', 'apko']),
  packages: texts,
  repositories: texts,
  base: v.optional(v.string()),
})

/** The format of nacre's lock files, version 1: a {@link Lock}. */
export const lockSchema: v.GenericSchema<Lock> = v.strictObject({
  nacreLock: v.literal(1),
  checksum: v.string(),
  request: lockRequest,
  keyring: recordSchema(v.string(), v.string()),
  architectures: recordSchema(
    v.string(),
    v.strictObject({ keys: texts, base: v.optional(v.string()), packages: v.array(lockedPackage) }),
  ),
})
