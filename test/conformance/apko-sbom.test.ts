import { createHash } from 'node:crypto'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromApko } from '@nacre/core'
import { describe, expect, it } from 'vitest'
import { comparableSbom, SBOM_CONFIGURATION, sbomsOf } from './apko-sbom.ts'
import { dataRoot, testData } from './data.ts'

/** SHA-256 of what apko 1.2.39 wrote for the configuration, made comparable; see test/peers/apko-sbom.test.ts. */
const RECORDED: Readonly<Record<string, string>> = {
  'sbom-aarch64.spdx.json': '433375885d2e29f607c71467e35e47d41c15c2688d05c926316a01b8c83ee4c0',
  'sbom-index.spdx.json': 'f2ac4a485b1ca1d85d3b3809819309e3a092dbedf4bf28dfa0f4870d0df4f300',
  'sbom-x86_64.spdx.json': '243a20e6faea4accbbb3b3e5c64df0dff914fea270b6eb4b59fdae73a4b46853',
}

describe.skipIf(!dataRoot)('the SBOMs of an image built as apko builds it', () => {
  it('are those of apko 1.2.39 but for digests of compressed bytes and the names of the tools', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nacre-apko-sbom-'))
    const home = process.cwd()
    try {
      await cp(testData('data/testdata/apko/internal/cli/testdata'), folder, { recursive: true })
      await writeFile(join(folder, 'apko.yaml'), SBOM_CONFIGURATION)
      process.chdir(folder)
      const documents = await sbomsOf(await (await fromApko('apko.yaml')).build())
      const hashes = [...documents].map(([name, text]) => [
        name,
        createHash('sha256').update(comparableSbom(text)).digest('hex'),
      ])
      expect(Object.fromEntries(hashes)).toEqual(RECORDED)
    } finally {
      process.chdir(home)
      await rm(folder, { recursive: true, force: true })
    }
  })
})
