import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { testData } from '../conformance/data.ts'
import { configurations } from './configurations.ts'
import { makeRepository } from './made-packages.ts'

/** Short names of the data that configurations refer to: paths become part of an image, so they have to be the same everywhere. */
const LINKS: Readonly<Record<string, string>> = {
  'alpine-3.19': 'data/alpine/iso-3.19.1',
  'alpine-3.19-extra': 'data/alpine/v3.19-extra',
  'alpine-3.13': 'data/alpine/iso-3.13.4',
  'alpine-3.20': 'data/alpine-3.20.3-reconstituted',
  wolfi: 'data/wolfi-reconstituted',
  replay: 'data/testdata/apko/internal/cli/testdata/packages',
  'replay-key': 'data/testdata/apko/internal/cli/testdata',
  private: 'data/testdata/apko/internal/cli/testdata/private_packages',
  'base-index': 'data/testdata/apko/internal/cli/testdata/base_image/metadata',
  'alpine-keys': 'data/keys/alpine',
  'test-keys': 'data/keys/test-only',
}

/** A directory in which every configuration can be built by relative paths alone. */
export interface Workspace {
  readonly dir: string
  remove(): Promise<void>
}

/** Makes the directory: links to the data, a repository of made packages, and the configurations as files. */
export async function makeWorkspace(): Promise<Workspace> {
  const dir = await mkdtemp(join(tmpdir(), 'nacre-apko-'))
  for (const [name, path] of Object.entries(LINKS)) await symlink(testData(path), join(dir, name))
  await makeRepository(join(dir, 'made'))
  for (const { name, files } of configurations) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(dir, name, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}
