import { z } from 'zod'

const texts = z.array(z.string()).readonly()

const lockedPackage = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  /** Architecture of the package itself: that of the image, or `noarch`. */
  arch: z.string().min(1),
  /** The repository that it was taken from, as the definition names it. */
  repository: z.string(),
  tag: z.string().min(1).optional(),
  /** Where the file lay when the lock was made; a path for a directory. */
  url: z.string().min(1),
  /** Identity: `Q1` and base64 of the SHA-1 over the control segment, or `Q2` with SHA-256. */
  checksum: z.string().regex(/^[QX]\S+$/, 'is no checksum of a package'),
  /** Size of the file in bytes. */
  size: z.number().int().min(0),
  /** SHA-256 of the data segment in hex, where it was known when the lock was made. */
  dataHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex')
    .optional(),
  providerPriority: z.number().int().min(0).optional(),
  depends: texts.optional(),
  provides: texts.optional(),
  installIf: texts.optional(),
})

/** What a lock answers: the parts of a definition that decide which packages an image gets. */
export const lockRequest = z.strictObject({
  profile: z.enum(['nacre', 'apko']),
  packages: texts,
  /** Repositories to resolve from: `URL`, `@tag URL`. */
  repositories: texts,
  base: z.string().optional(),
})

/** The format of nacre's lock files, version 1. */
export const lockSchema = z.strictObject({
  nacreLock: z.literal(1),
  /** `sha256:…` over the request, so that a change by hand is noticed. */
  checksum: z.string(),
  request: lockRequest,
  /** Keys that the indexes were verified with: PEM by name. */
  keyring: z.record(z.string(), z.string()),
  /** What was chosen, by APK's name of the architecture; packages in install order. */
  architectures: z.record(z.string(), z.strictObject({ keys: texts, packages: z.array(lockedPackage).readonly() })),
})

/** What a lock answers. */
export type LockRequest = Readonly<z.infer<typeof lockRequest>>

/** One package of a {@link Lock}. */
export type LockedPackage = Readonly<z.infer<typeof lockedPackage>>

/** What was chosen for an image, for all its architectures: plain data, to be kept as JSON beside the definition. */
export type Lock = Readonly<z.infer<typeof lockSchema>>
