import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ApkPackage, createPackage, Keyring, openPackage, type PackageEntry, readIndex } from '@nacre/apk'
import { createTar, gunzipMember, scanTar } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import { keyringFor, type StatedFile, statedFiles } from './apk-manifest.ts'
import { dataRoot, testData } from './data.ts'

describe.skipIf(dataRoot === undefined)('every package of the data', () => {
  const packages = dataRoot === undefined ? [] : statedFiles().filter(({ path }) => path.endsWith('.apk'))
  const bytesOf = ({ path }: StatedFile) => readFileSync(testData(join('data', path)))

  it('verifies, or is refused, exactly as the manifest states', async () => {
    expect(packages.length).toBeGreaterThan(300)
    const wrong: string[] = []
    for (const stated of packages) {
      const outcome = await judge(bytesOf(stated), stated)
      const expected = expectedOutcome(stated)
      if (outcome !== expected) wrong.push(`${stated.path}: ${outcome}, stated ${expected}`)
    }
    expect(wrong).toEqual([])
  })

  it('is refused when the key that its signature names is not the key that made it', async () => {
    const bytes = readFileSync(testData('data/wolfi/signed/hello-world-0.0.1-r0.apk'))
    const keyring = await Keyring.fromDirectory(testData('data/keys/wolfi'))
    await expect(openPackage(bytes, { keyring })).rejects.toMatchObject({
      code: 'ERR_APK_SIGNATURE_BAD',
      details: { key: 'chainguard-enterprise.rsa.pub' },
    })
  })

  it('gives the same entries, read as a stream from its path or expanded in memory', async () => {
    for (const stated of packages.filter(({ dataHash }) => dataHash === 'ok')) {
      const expanded = await (await openPackage(bytesOf(stated))).expand()
      const streamed: PackageEntry[] = []
      for await (const { stream: _, content: __, ...entry } of (
        await openPackage(testData(join('data', stated.path)))
      ).entries()) {
        streamed.push(entry)
      }
      expect(streamed, stated.path).toEqual(expanded.entries)
    }
  })

  it('keeps metadata, scripts, entries and contents when written back from its parts', async () => {
    for (const stated of packages.filter(({ dataHash }) => dataHash === 'ok')) {
      const apk = await openPackage(bytesOf(stated))
      const before = await apk.expand()
      const files = before.entries.map((entry) => ({ ...entry, content: before.content(entry) }))
      const again = await openPackage(await createPackage({ info: apk.info, files, scripts: apk.scripts, level: 1 }))
      const after = await again.expand()
      expect(comparable(again), stated.path).toEqual(comparable(apk))
      expect(sortedEntries(after.entries), stated.path).toEqual(sortedEntries(before.entries))
    }
  })

  it('has a control segment that, taken apart and written again as Go writes tars, keeps every byte where Go wrote it', () => {
    let identical = 0
    for (const stated of packages.filter(({ dataHash }) => dataHash === 'ok')) {
      const control = controlTar(bytesOf(stated))
      const entries = scanTar(control, { dialect: 'apk' }).map(({ header, offset }) => ({
        header,
        content: control.subarray(offset, offset + header.size),
      }))
      if (Buffer.compare(createTar(entries, { end: false }), control) === 0) identical++
    }
    // The packages of melange; abuild and the reconstituted ones come from other tar writers.
    expect(identical).toBe(34)
  })

  it('is the package that the index beside it lists', async () => {
    let compared = 0
    for (const { path } of statedFiles().filter((stated) => stated.path.endsWith('APKINDEX.tar.gz'))) {
      const folder = join('data', path, '..')
      const beside = new Set(
        packages.filter((stated) => join('data', stated.path, '..') === folder).map((one) => one.path),
      )
      const { records } = await readIndex(testData(join('data', path)))
      for (const record of records) {
        const file = join(path, '..', `${record.name}-${record.version}.apk`)
        if (!beside.has(file)) continue
        const apk = await openPackage(readFileSync(testData(join('data', file))), { expect: record })
        expect(comparable(apk)).toMatchObject({ name: record.name, depends: record.depends, provides: record.provides })
        compared++
      }
    }
    expect(compared).toBeGreaterThan(290)
  })
})

/** What opening and verifying with exactly the stated keys gives. */
async function judge(bytes: Uint8Array, { signatures }: StatedFile): Promise<string> {
  const keyring = signatures.map(keyringFor).reduce((all, one) => all.with(one), Keyring.of({}))
  const signature = await openPackage(bytes, { keyring }).then(
    ({ signer }) => `signed by ${signer}`,
    (error: { code: string }) => error.code,
  )
  const data = await openPackage(bytes)
    .then((apk) => apk.verify())
    .then(
      () => 'data ok',
      (error: { code: string }) => (error.code.startsWith('ERR_APK_') ? 'data bad' : String(error)),
    )
  return `${signature}, ${data}`
}

function expectedOutcome({ signatures, dataHash }: StatedFile): string {
  const first = signatures[0]
  const signature =
    first === undefined
      ? 'ERR_APK_SIGNATURE_MISSING'
      : first.outcome === 'ok'
        ? `signed by ${first.name}`
        : first.outcome === 'invalid'
          ? 'ERR_APK_SIGNATURE_BAD'
          : 'ERR_APK_SIGNATURE_UNKNOWN_KEY'
  return `${signature}, data ${dataHash}`
}

/** What does not depend on how the package is compressed. */
function comparable({ info, scripts }: ApkPackage): Record<string, unknown> {
  const { dataHash: _, installedSize, ...rest } = info
  return { ...rest, empty: installedSize === 0, scripts: [...scripts].sort(([a], [b]) => (a < b ? -1 : 1)) }
}

function sortedEntries(entries: readonly PackageEntry[]): Omit<PackageEntry, 'offset'>[] {
  return entries.map(({ offset: _, ...entry }) => entry).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function controlTar(bytes: Uint8Array): Uint8Array {
  for (let offset = 0; ; ) {
    const { data, end } = gunzipMember(bytes, offset, { limit: 10_000_000 })
    if (scanTar(data, { dialect: 'apk' })[0]?.header.name.startsWith('.SIGN.') !== true) return data
    offset = end
  }
}
