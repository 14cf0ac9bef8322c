import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromApko } from '@nacre/core'
import { describe, expect, it } from 'vitest'
import { comparableSbom, SBOM_CONFIGURATION, SBOM_REPOSITORY, sbomsOf } from '../conformance/apko-sbom.ts'
import { dataRoot, testData } from '../conformance/data.ts'
import { findProgram } from './peer.ts'

const apko = findProgram('apko')

describe.skipIf(!dataRoot || apko === undefined)('the SBOMs that apko writes', () => {
  it('are ours, byte for byte, but for digests of compressed bytes and the names of the tools', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nacre-apko-sbom-'))
    const home = process.cwd()
    try {
      await cp(testData('data/testdata/apko/internal/cli/testdata'), folder, { recursive: true })
      await writeFile(join(folder, 'apko.yaml'), SBOM_CONFIGURATION)
      for (const name of ['out', 'sbom']) await mkdir(join(folder, name))
      await promisify(execFile)(
        apko!,
        ['build', 'apko.yaml', `${SBOM_REPOSITORY}:latest`, 'out', '--sbom-path', 'sbom'],
        { cwd: folder },
      )
      process.chdir(folder)
      for (const [name, text] of await sbomsOf(await (await fromApko('apko.yaml')).build())) {
        const theirs = await readFile(join(folder, 'sbom', name), 'utf8')
        expect(comparableSbom(text)).toBe(comparableSbom(theirs))
      }
    } finally {
      process.chdir(home)
      await rm(folder, { recursive: true, force: true })
    }
  })
})
