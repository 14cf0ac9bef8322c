import { join } from 'node:path'
import { createPackage, createRepository, generateKey } from '@nacre/apk'

/** A repository of made-up packages, and the key that its index is signed with. */
export interface SyntheticRepository {
  readonly dir: string
  /** File of the public key. */
  readonly key: string
  /** Names of the packages. */
  readonly names: readonly string[]
}

/**
 * Makes a repository whose packages hold what real ones do: one file of two thirds of the size, and small ones. The content is the
 * same every time, and shrinks to about a third.
 *
 * @param sizes bytes of content of each package
 */
export async function syntheticRepository(dir: string, sizes: readonly number[]): Promise<SyntheticRepository> {
  const key = await generateKey({ name: 'synthetic.rsa.pub', bits: 2048 })
  const names = sizes.map((_, i) => `pkg${i}`)
  // One at a time, written as files by the repository: a large one is not to be held beside the others.
  const packages: Uint8Array[] = []
  for (const [i, size] of sizes.entries()) {
    const large = Math.floor((size * 2) / 3)
    const small = Math.floor((size - large) / 64)
    const files: Record<string, Uint8Array> = { [`usr/lib/lib${i}.so`]: content(i, large) }
    for (let n = 0; n < 64; n++) files[`usr/share/pkg${i}/${n}`] = content(i * 100 + n, small)
    packages.push(await createPackage({ info: { name: names[i]!, version: '1-r0', arch: 'x86_64' }, files, level: 1 }))
  }
  await createRepository({ packages, dir, key })
  return { dir, key: join(dir, key.name), names }
}

/** Bytes that depend on the seed alone: runs out of a small alphabet, varied by an xorshift generator. */
function content(seed: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let state = (seed * 2654435761 + 88172645) >>> 0 || 1
  for (let at = 0; at < size; ) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const value = (state >>> 8) & 0x3f
    const run = (state & 3) + 1
    bytes.fill(value, at, at + run)
    at += run
  }
  return bytes
}
