import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createPackage, createRepository, generateKey } from '@nacre/apk'

/** A repository of one small package, which is there in two states. */
export interface ChangingRepository {
  readonly dir: string
  /** File of the public key. */
  readonly key: string
  /** Name of the package. */
  readonly name: string
  /** Puts the package there as it was before, or as it is rebuilt: another release, one of its files changed. */
  show(state: 'before' | 'after'): void
}

/** Makes such a repository below a folder. */
export async function changingRepository(folder: string): Promise<ChangingRepository> {
  const name = 'changing'
  const key = await generateKey({ name: 'changing.rsa.pub', bits: 2048 })
  for (const [state, release] of [
    ['before', 0],
    ['after', 1],
  ] as const) {
    const files = {
      'usr/bin/changing': text(`release ${release}`, 12_000),
      'usr/share/changing/same': text('same', 8000),
    }
    const info = { name, version: `1-r${release}`, arch: 'x86_64', origin: name }
    await createRepository({ packages: [await createPackage({ info, files, key })], dir: join(folder, state), key })
  }
  const dir = join(folder, 'shown')
  const show = (state: 'before' | 'after'): void => {
    rmSync(dir, { force: true })
    symlinkSync(join(folder, state), dir)
  }
  show('before')
  return { dir, key: join(folder, 'before', key.name), name, show }
}

function text(line: string, size: number): string {
  return Array.from({ length: size / 40 }, (_, i) => `${line} ${i}`.padEnd(39)).join('\n')
}
