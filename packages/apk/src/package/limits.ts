/** How much of a package or index to accept, in bytes after decompression. */
export interface ApkLimits {
  /** All signature members together. Default 1 MiB. */
  signature: number
  /** The control member. Default 10 MiB. */
  control: number
  /** The data member. Default 16 GiB. */
  data: number
  /** One script. Default 262144, the limit of apk-tools 3. */
  script: number
  /** One signature. Default 65536, the limit of apk-tools 3. */
  signatureValue: number
  /** The index. Default 300 MiB. */
  index: number
  /** Entries of one package. Default 1 000 000. */
  entries: number
}

/** The limits in force where none are given. */
export const defaultLimits: Readonly<ApkLimits> = {
  signature: 1024 ** 2,
  control: 10 * 1024 ** 2,
  data: 16 * 1024 ** 3,
  script: 262_144,
  signatureValue: 65_536,
  index: 300 * 1024 ** 2,
  entries: 1_000_000,
}

/** The defaults, with those replaced that are given. */
export function withLimits(limits: Partial<ApkLimits> | undefined): ApkLimits {
  return { ...defaultLimits, ...limits }
}
