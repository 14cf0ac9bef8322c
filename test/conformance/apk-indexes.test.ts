import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type FormatIndexOptions,
  formatIndex,
  formatInstalled,
  formatTriggers,
  formatWorld,
  type Index,
  Keyring,
  parseIndex,
  parseInstalled,
  parseTriggers,
  parseWorld,
  readIndex,
  sortRecords,
  writeIndex,
} from '@nacre/apk'
import { gunzip, scanTar } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import { keyringFor, statedFiles } from './apk-manifest.ts'
import { dataRoot, testData } from './data.ts'

const indexes = dataRoot === undefined ? [] : statedFiles().filter(({ path }) => path.endsWith('APKINDEX.tar.gz'))

/** Who wrote an index decides on the order of its fields. */
function styleOf(path: string): FormatIndexOptions {
  if (!path.startsWith('testdata/') && !path.startsWith('wolfi/')) return {}
  // The earliest index of Wolfi left out the time of builds without one.
  return { style: 'apko', writeZeroBuildTime: path !== 'wolfi/indexes/early-x86_64-47/APKINDEX.tar.gz' }
}

async function textOf(bytes: Uint8Array): Promise<Uint8Array> {
  const tar = await gunzip(bytes, { limit: 300_000_000 })
  const entry = scanTar(tar).find(({ header }) => header.name === 'APKINDEX')
  return tar.subarray(entry?.offset, (entry?.offset ?? 0) + (entry?.header.size ?? 0))
}

describe.skipIf(dataRoot === undefined)('every index of the data', () => {
  it('is there', () => {
    expect(indexes.length).toBeGreaterThan(20)
  })

  it.each(indexes.map((stated) => [stated.path, stated] as const))(
    '%s: signatures and number of records as stated',
    async (path, stated) => {
      const bytes = readFileSync(testData(join('data', path)))
      expect((await readIndex(bytes)).records).toHaveLength(stated.records ?? -1)
      expect((await readIndex(bytes)).signatures).toEqual(stated.signatures.map(({ name }) => name))
      for (const signature of stated.signatures) {
        const read = readIndex(bytes, { keyring: keyringFor(signature) })
        if (signature.outcome === 'ok') expect((await read).signer).toBe(signature.name)
        else await expect(read).rejects.toMatchObject({ code: 'ERR_APK_SIGNATURE_UNKNOWN_KEY' })
      }
      if (stated.signatures.length === 0) {
        await expect(readIndex(bytes, { keyring: Keyring.of({}) })).rejects.toMatchObject({
          code: 'ERR_APK_SIGNATURE_MISSING',
        })
      }
    },
  )

  it.each(indexes.map(({ path }) => path))('%s: written from parsed records it has the same bytes', async (path) => {
    const text = await textOf(readFileSync(testData(join('data', path))))
    expect(Buffer.compare(Buffer.from(formatIndex(parseIndex(text), styleOf(path))), text)).toBe(0)
  })

  it('survives writing and reading as an archive', async () => {
    for (const { path } of indexes.slice(0, 4)) {
      const before = await readIndex(testData(join('data', path)))
      const after: Index = await readIndex(await writeIndex(before, { order: 'keep', level: 1 }))
      expect(after).toEqual({ ...before, signatures: [] })
    }
  })

  it.each(['v3.19/main', 'v3.19/community', 'v3.20/main', 'v3.22/main'])(
    '%s is in the order of sortRecords',
    async (release) => {
      const { records } = await readIndex(testData(`data/alpine/indexes/${release}/x86_64/APKINDEX.tar.gz`))
      expect(sortRecords(records.toReversed()).map(({ checksum }) => checksum)).toEqual(
        records.map(({ checksum }) => checksum),
      )
    },
  )
})

describe.skipIf(dataRoot === undefined)('roots that the real apk has installed', () => {
  const roots = [
    'iso-3.13.4-aarch64-alpine-base',
    'iso-3.13.4-aarch64-server',
    'iso-3.19.1-x86_64-alpine-base',
    'iso-3.19.1-x86_64-server',
    'reconstituted-3.20.3-aarch64',
    'reconstituted-3.20.3-x86_64',
    'v3.19-x86_64-git-tools',
  ]
  const read = (root: string, file: string) => readFileSync(testData(`data/golden/apk-install/${root}/${file}`), 'utf8')

  it.each(roots)('%s: installed, triggers and world are written back byte by byte', (root) => {
    const installed = read(root, 'installed')
    expect(formatInstalled(parseInstalled(installed)) === installed).toBe(true)
    expect(formatTriggers(parseTriggers(read(root, 'triggers')))).toBe(read(root, 'triggers'))
    expect(formatWorld(parseWorld(read(root, 'world')).reverse())).toBe(read(root, 'world'))
  })

  it('of apko are read, too', () => {
    const text = readFileSync(testData('data/golden/chainguard-python-image/usr/lib/apk/db/installed'))
    const packages = parseInstalled(text)
    expect(packages).toHaveLength(23)
    expect(packages.every(({ directories }) => directories.length > 0)).toBe(true)
  })
})
