import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRepository, generateKey, Keyring } from '@nacre/apk'
import { packagesFor } from './packages.ts'

/** The architectures of the quickstart. */
export const ARCHS = ['x86_64', 'aarch64'] as const

/** The repository under the output folder: found there, or made and signed with a key of its own. */
export async function openRepository(out: string): Promise<{ repository: string; keyring: Keyring; made: boolean }> {
  const repository = join(out, 'packages')
  const keyFile = join(out, 'quickstart.rsa.pub')
  const known = await readFile(keyFile, 'utf8').catch(() => undefined)
  if (known !== undefined) return { repository, keyring: Keyring.of({ 'quickstart.rsa.pub': known }), made: false }

  const key = await generateKey({ name: 'quickstart.rsa.pub' })
  const downloads = join(out, 'downloads')
  await rm(repository, { recursive: true, force: true })
  await mkdir(downloads, { recursive: true })
  const packages = []
  for (const arch of ARCHS) packages.push(...(await packagesFor(arch, key, downloads)))
  await createRepository({ packages, key, dir: repository, description: 'nacre quickstart' })
  await rm(downloads, { recursive: true })
  await writeFile(keyFile, key.publicPem)
  return { repository, keyring: Keyring.of([key]), made: true }
}
