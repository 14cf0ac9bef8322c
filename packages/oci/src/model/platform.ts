import { OciError } from '../error.ts'
import type { Platform } from './descriptor.ts'

const part = /^[A-Za-z0-9_.-]+$/

/**
 * Reads `os/architecture` or `os/architecture/variant`, such as `linux/arm/v7`.
 *
 * @throws OciError `ERR_OCI_PLATFORM_INVALID`
 */
export function parsePlatform(text: string): Platform {
  const [os, architecture, variant, ...rest] = text.split('/')
  const parts = [os, architecture, ...(variant === undefined ? [] : [variant])]
  if (
    os === undefined ||
    architecture === undefined ||
    rest.length > 0 ||
    !parts.every((each) => part.test(each ?? ''))
  ) {
    throw new OciError(
      'ERR_OCI_PLATFORM_INVALID',
      `Reading a platform: met ${JSON.stringify(text.slice(0, 80))}; write os/architecture or os/architecture/variant, such as linux/arm/v7`,
      { details: { text: text.slice(0, 80) } },
    )
  }
  return variant === undefined ? { architecture, os } : { architecture, os, variant }
}

/** Writes `os/architecture[/variant]`. */
export function formatPlatform(platform: Platform): string {
  const variant = platform.variant === undefined || platform.variant === '' ? '' : `/${platform.variant}`
  return `${platform.os}/${platform.architecture}${variant}`
}

// image-spec v1.1, image-index.md, "Platform Variants": arm64 without a variant means v8, and containerd's platforms
// package reads arm without one as v7 and amd64 v1 as amd64.
function variantOf(platform: Platform): string {
  const variant = platform.variant ?? ''
  if (platform.architecture === 'arm64' && variant === 'v8') return ''
  if (platform.architecture === 'amd64' && variant === 'v1') return ''
  if (platform.architecture === 'arm' && variant === '') return 'v7'
  return variant
}

/** True when an image for `met` is one for `wanted`: same os, architecture and variant; `os.version` only when wanted. */
export function matchesPlatform(met: Platform, wanted: Platform): boolean {
  return (
    met.os === wanted.os &&
    met.architecture === wanted.architecture &&
    variantOf(met) === variantOf(wanted) &&
    (wanted['os.version'] === undefined || met['os.version'] === wanted['os.version'])
  )
}
