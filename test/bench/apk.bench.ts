import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { formatIndex, type IndexRecord, openPackage, parseIndex } from '@nacre/apk'
import { gunzip, scanTar } from '@nacre/archive'
import { dataRoot, testData } from '../conformance/data.ts'

const ROUNDS = 5

/** Milliseconds of the fastest of some rounds. */
async function fastest(run: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

async function indexText(path: string): Promise<string> {
  const tar = await gunzip(readFileSync(path), { limit: 300_000_000 })
  const entry = scanTar(tar).find(({ header }) => header.name === 'APKINDEX')
  return Buffer.from(tar.subarray(entry?.offset, (entry?.offset ?? 0) + (entry?.header.size ?? 0))).toString('utf8')
}

/** Records like those of a distribution, none like another. */
function syntheticText(count: number): string {
  const records = Array.from({ length: count }, (_, index): IndexRecord => {
    const name = `package-${index.toString(36)}`
    return {
      checksum: `Q1${Buffer.from(`${index}`.padStart(20, '*')).toString('base64')}`,
      name,
      version: `${index % 13}.${index % 29}.${index % 7}-r${index % 5}`,
      arch: 'x86_64',
      size: 4096 + index * 7,
      installedSize: 16_384 + index * 11,
      description: `The ${index}th package of an index that nobody has made by hand`,
      url: `https://example.org/${name}/`,
      license: 'GPL-2.0-or-later AND MIT',
      origin: `package-${(index - (index % 4)).toString(36)}`,
      maintainer: `Maintainer ${index % 300} <maintainer${index % 300}@example.org>`,
      buildTime: 1_700_000_000 + index,
      commit: index.toString(16).padStart(40, '0'),
      providerPriority: 0,
      depends: Array.from({ length: index % 9 }, (_, nth) => `so:lib${(index * 31 + nth * 17) % 9000}.so.${nth}`),
      provides: Array.from({ length: index % 4 }, (_, nth) => `so:lib${index}-${nth}.so.1=1.${nth}.0`),
      installIf: index % 20 === 0 ? ['docs', `${name}=1-r0`] : [],
    }
  })
  return formatIndex(records)
}

/** How long indexes take to parse, and packages to read beside inflating them and `tar -xzf`. */
export async function benchApk(print: (line: string) => void = console.log): Promise<void> {
  if (dataRoot !== undefined) {
    const texts = await Promise.all(
      ['main', 'community'].map((name) =>
        indexText(testData(`data/alpine/indexes/v3.19/${name}/x86_64/APKINDEX.tar.gz`)),
      ),
    )
    const count = texts.reduce((sum, text) => sum + parseIndex(text).length, 0)
    const real = await fastest(() => texts.map((text) => parseIndex(text)))
    print(`APKINDEX of Alpine 3.19, main and community, ${count} records: parsed in ${real.toFixed(0)} ms`)
  }
  const text = syntheticText(100_000)
  const synthetic = await fastest(() => parseIndex(text))
  print(
    `APKINDEX of 100000 records made up, ${(text.length / 1e6).toFixed(1)} MB: parsed in ${synthetic.toFixed(0)} ms`,
  )
  if (dataRoot !== undefined) await benchPackages(print)
}

async function benchPackages(print: (line: string) => void): Promise<void> {
  const paths = globSync('**/*.apk', { cwd: testData('data/alpine') }).map((path) =>
    join(testData('data/alpine'), path),
  )
  const files = paths.map((path) => readFileSync(path))
  const plain = files.reduce((sum, file) => sum + gunzipSync(file).length, 0)
  const runs: readonly (readonly [string, () => unknown])[] = [
    ['gunzipSync, inflating alone', () => files.map((file) => gunzipSync(file).length)],
    ['the same in chunks of 256 KiB', () => files.map((file) => gunzipSync(file, { chunkSize: 256 * 1024 }).length)],
    [
      'expand(), from bytes',
      async () => {
        for (const file of files) await (await openPackage(file)).expand()
      },
    ],
    [
      'verify(), from bytes',
      async () => {
        for (const file of files) await (await openPackage(file)).verify()
      },
    ],
    [
      'verify(), from files',
      async () => {
        for (const path of paths) await (await openPackage(path)).verify()
      },
    ],
    [
      'tar -xzf to nowhere',
      () => {
        for (const path of paths) spawnSync('tar', ['-xzf', path, '--to-stdout', '--warning=none'], { stdio: 'ignore' })
      },
    ],
  ]
  const times = await interleaved(runs.map(([, run]) => run))
  print(`${files.length} packages of Alpine, ${(plain / 1e6).toFixed(0)} MB of plain data, every hash verified`)
  for (const [index, [name]] of runs.entries()) {
    const speed = plain / 1000 / median(times.map((round) => round[index]!))
    const ratio = 100 * median(times.map((round) => round[0]! / round[index]!))
    print(`  ${name.padEnd(30)} ${speed.toFixed(0).padStart(4)} MB/s, ${ratio.toFixed(0)} % of inflating alone`)
  }
}

/** Milliseconds of each run in each of some rounds: what is compared is measured at about the same time. */
async function interleaved(runs: readonly (() => unknown)[]): Promise<number[][]> {
  const rounds: number[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = []
    for (const run of runs) {
      const start = performance.now()
      await run()
      times.push(performance.now() - start)
    }
    rounds.push(times)
  }
  return rounds
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

if (import.meta.main) await benchApk()
