import { readFileSync } from 'node:fs'
import { testData } from '../../conformance/data.ts'
import type { ChangingRepository } from './changing.ts'

/** A row of the table: what both programs are asked, and the ratio that nacre is to reach. */
export interface Case {
  readonly name: string
  /** Text of the apko configuration. */
  readonly yaml: string
  readonly verb: 'build' | 'resolve'
  /** State of both caches before a run: filled by a run on what was there before, where something changes. */
  readonly caches: 'warm' | 'cold'
  /** What changes after the caches were filled. */
  readonly changing?: ChangingRepository
  readonly aim: number
}

const ISO = testData('data/alpine/iso-3.19.1')
const EXTRA = testData('data/alpine/v3.19-extra')
const KEYS = [
  'data/keys/alpine/alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub',
  'data/keys/test-only/reconstituted-test-4096.rsa.pub',
].map(testData)

interface Config {
  readonly repositories: readonly string[]
  readonly packages: readonly string[]
  readonly keys?: readonly string[]
  readonly archs?: readonly string[]
  readonly budget?: number
}

function yaml({ repositories, packages, keys = [], archs = ['x86_64'], budget }: Config): string {
  const list = (items: readonly string[]) => items.map((item) => `    - ${JSON.stringify(item)}\n`).join('')
  return [
    'contents:\n',
    `  keyring:\n${list([...KEYS, ...keys])}`,
    `  repositories:\n${list(repositories)}`,
    `  packages:\n${list(packages)}`,
    `archs: ${JSON.stringify(archs)}\n`,
    budget === undefined ? '' : `layering:\n  strategy: origin\n  budget: ${budget}\n`,
  ].join('')
}

/** The rows of the table. */
export function cases(changing: ChangingRepository, packages: readonly string[] = bigPackages()): readonly Case[] {
  const big = { repositories: [ISO, EXTRA], packages }
  const withChanging = {
    repositories: [ISO, EXTRA, changing.dir],
    packages: [...packages, changing.name],
    keys: [changing.key],
  }
  const reconstituted = testData('data/alpine-3.20.3-reconstituted')
  return [
    { name: 'no change', yaml: yaml(big), verb: 'build', caches: 'warm', aim: 0.1 },
    {
      name: 'one small package changed',
      yaml: yaml(withChanging),
      verb: 'build',
      caches: 'warm',
      changing,
      aim: 0.25,
    },
    { name: 'cold', yaml: yaml(big), verb: 'build', caches: 'cold', aim: 0.8 },
    {
      name: 'cold, two architectures',
      yaml: yaml({
        repositories: [reconstituted],
        packages: ['alpine-baselayout', 'alpine-keys', 'alpine-release', 'apk-tools', 'busybox', 'musl-utils'],
        archs: ['x86_64', 'aarch64'],
      }),
      verb: 'build',
      caches: 'cold',
      aim: 0.8,
    },
    {
      name: 'origin layers, one package changed',
      yaml: yaml({ ...withChanging, budget: 10 }),
      verb: 'build',
      caches: 'warm',
      changing,
      aim: 0.15,
    },
    {
      name: 'resolve only',
      yaml: yaml({
        repositories: [testData('data/alpine/indexes/v3.19/main'), testData('data/alpine/indexes/v3.19/community')],
        packages: RESOLVED,
      }),
      verb: 'resolve',
      caches: 'warm',
      aim: 0.7,
    },
    {
      name: 'small image, whole process',
      yaml: yaml({ repositories: [ISO], packages: ['alpine-base'] }),
      verb: 'build',
      caches: 'warm',
      aim: 0.7,
    },
  ]
}

const RESOLVED = [
  'alpine-base',
  'nginx',
  'nodejs',
  'postgresql16',
  'git',
  'curl',
  'openssh',
  'python3',
  'redis',
  'ffmpeg',
]

/**
 * All packages of the two sets that apko installs together, by name: not `network-extras`, `vlan` and `py3-pip`, for which
 * no solution exists, and not `usbutils`, for which apko finds none.
 */
export function bigPackages(): string[] {
  const left = new Set(['network-extras', 'vlan', 'py3-pip', 'usbutils'])
  const manifest = readFileSync(testData('data/MANIFEST.tsv'), 'utf8')
  const names = ['iso-3.19.1', 'v3.19-extra'].flatMap((set) => {
    const file = new RegExp(`^alpine/${set.replaceAll('.', '\\.')}/x86_64/([^\\t]+)-\\d[^-\\t]*-r\\d+\\.apk\\t`, 'gm')
    return [...manifest.matchAll(file)].map((match) => match[1]!)
  })
  return [...new Set(names)].filter((name) => !left.has(name)).sort()
}
