import { type OsRelease, parseOsRelease } from '@nacre/sbom'
import type { RootFs } from '../rootfs/rootfs.ts'

/** The distribution that packages are of, as feeds of advisories call it. What is unknown is absent. */
export interface Distribution {
  /** os-release `ID`: `alpine`, `wolfi`. */
  readonly distribution?: string
  /** `v3.22`, `edge`; absent for a rolling distribution. */
  readonly release?: string
}

/** What the `/etc/os-release` of an image says. */
export async function distributionOfTree(rootfs: RootFs): Promise<Distribution> {
  const text = await rootfs.readText('etc/os-release')
  return text === undefined ? {} : distributionOfRelease(parseOsRelease(text))
}

function distributionOfRelease({ id, versionId }: OsRelease): Distribution {
  if (id === '') return {}
  if (id !== 'alpine') return { distribution: id }
  const release = /^(\d+\.\d+)(\.\d+)?(_)?/.exec(versionId)
  if (release === null) return { distribution: id }
  return { distribution: id, release: release[3] === undefined ? `v${release[1]}` : 'edge' }
}

const HOSTS: readonly (readonly [host: RegExp, distribution: string])[] = [
  [/(^|\.)packages\.wolfi\.dev$/, 'wolfi'],
  [/(^|\.)(apk|packages)\.cgr\.dev$/, 'chainguard'],
]

/**
 * What the addresses of repositories tell: `…/alpine/v3.22/main` is Alpine v3.22, `packages.wolfi.dev` is Wolfi. Where they
 * do not agree, nothing is claimed.
 */
export function distributionOfRepositories(locations: readonly string[]): Distribution {
  const found = locations.map(distributionOfLocation).filter(({ distribution }) => distribution !== undefined)
  const names = new Set(found.map(({ distribution }) => distribution))
  const releases = new Set(found.map(({ release }) => release))
  const [first] = found
  if (first?.distribution === undefined || names.size !== 1) return {}
  return releases.size === 1 ? first : { distribution: first.distribution }
}

function distributionOfLocation(location: string): Distribution {
  const alpine = /\/alpine\/(v\d+\.\d+|edge)(\/|$)/.exec(location)
  if (alpine?.[1] !== undefined) return { distribution: 'alpine', release: alpine[1] }
  if (!URL.canParse(location)) return {}
  const { hostname } = new URL(location)
  const distribution = HOSTS.find(([host]) => host.test(hostname))?.[1]
  return distribution === undefined ? {} : { distribution }
}
