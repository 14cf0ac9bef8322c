import { ImageError } from './error.ts'

/** A platform as an OCI image index names it (image-spec v1.1, image-index.md, "platform"). */
export interface Platform {
  readonly architecture: string
  readonly os: 'linux'
  readonly variant?: string
}

/** One machine architecture under its two names: APK's and OCI's. */
export interface Architecture {
  /** What APK repositories call it: `x86_64`, `aarch64`, `armv7`. */
  readonly apk: string
  /** What OCI and Go call it, with the variant: `amd64`, `arm64`, `arm/v7`. */
  readonly oci: string
  readonly platform: Platform
}

const NAMES: readonly (readonly [oci: string, apk: string])[] = [
  ['386', 'x86'],
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['arm/v6', 'armhf'],
  ['arm/v7', 'armv7'],
  ['loong64', 'loongarch64'],
  ['ppc64le', 'ppc64le'],
  ['riscv64', 'riscv64'],
  ['s390x', 's390x'],
]

/** Every architecture that APK distributions are built for, in the order of their OCI names. */
export const architectures: readonly Architecture[] = NAMES.map(([oci, apk]) => {
  const [architecture, variant] = oci.split('/') as [string, string?]
  return { apk, oci, platform: { architecture, os: 'linux', ...(variant === undefined ? {} : { variant }) } }
})

/**
 * The architecture behind a name, in APK's spelling (`x86_64`) or OCI's (`amd64`, `arm/v7`).
 *
 * @throws ImageError `ERR_IMAGE_ARCH_UNKNOWN` when no architecture has that name.
 */
export function architecture(name: string): Architecture {
  const found = architectures.find((candidate) => candidate.apk === name || candidate.oci === name)
  if (found !== undefined) return found
  const known = architectures.map((candidate) => candidate.apk).join(', ')
  throw new ImageError(
    'ERR_IMAGE_ARCH_UNKNOWN',
    `Choosing an architecture: there is none called "${name}". Use one of ${known}.`,
    {
      details: { arch: name, known: architectures.map((candidate) => candidate.apk) },
    },
  )
}
